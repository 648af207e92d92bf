/** From one colour of the site to the colours of the widget, with WCAG contrast in both schemes. */

type Rvb = [number, number, number];
const FOND_CLAIR = "#ffffff";
const FOND_SOMBRE = "#1b2327";

const lire = (hexa: string) => [1, 3, 5].map((i) => parseInt(hexa.slice(i, i + 2), 16)) as Rvb;
const ecrire = (rvb: Rvb) => `#${rvb.map((c) => Math.round(c).toString(16).padStart(2, "0")).join("")}`;

function luminance(rvb: Rvb): number {
  const [r, v, b] = rvb.map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4) as Rvb;
  return 0.2126 * r + 0.7152 * v + 0.0722 * b;
}

function contraste(a: string, b: string): number {
  const [clair, sombre] = [luminance(lire(a)), luminance(lire(b))].sort((x, y) => y - x) as [number, number];
  return (clair + 0.05) / (sombre + 0.05);
}

/** The colour, brought towards black or white until it can be read on the background. */
function lisible(couleur: string, fond: string, minimum: number): string {
  const vers = luminance(lire(fond)) > 0.5 ? 0 : 255;
  for (let part = 0; part < 1; part += 0.05) {
    const essai = ecrire(lire(couleur).map((c) => c + (vers - c) * part) as Rvb);
    if (contraste(essai, fond) >= minimum) return essai;
  }
  return vers ? "#ffffff" : "#000000";
}

/** Custom properties: the accent in each scheme. Anything but #rrggbb gives none. */
export function palette(couleur: string): Record<string, string> {
  if (!/^#[0-9a-f]{6}$/i.test(couleur)) return {};
  return { "--accent-clair": lisible(couleur, FOND_CLAIR, 5), "--accent-sombre": lisible(couleur, FOND_SOMBRE, 7) };
}
