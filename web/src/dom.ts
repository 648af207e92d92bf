/** Builds elements. Texts are always set as text, never as markup. */

type Ecouteur = (evenement: never) => unknown;
export type Attributs = Record<string, string | number | boolean | Ecouteur | undefined>;
export type Enfant = Node | string | null | undefined | false;

export function h<N extends keyof HTMLElementTagNameMap>(
  nom: N, attributs: Attributs = {}, ...enfants: Enfant[]
): HTMLElementTagNameMap[N] {
  const element = document.createElement(nom);
  for (const [cle, valeur] of Object.entries(attributs)) {
    if (typeof valeur === "function") element.addEventListener(cle, valeur as unknown as EventListener);
    else if (valeur === true) element.setAttribute(cle, "");
    else if (valeur !== undefined && valeur !== false) element.setAttribute(cle, String(valeur));
  }
  element.append(...presents(enfants));
  return element;
}

/** Those that are there. */
export const presents = (enfants: Enfant[]) => enfants.filter((e): e is Node | string => !!e);

export const bouton = (texte: string, click: Ecouteur, attributs: Attributs = {}) =>
  h("button", { type: "button", click, ...attributs }, texte);

/** A web address opens beside the conversation, and says so. */
export const lien = (href: string, texte: string) =>
  href[0] === "h"
    ? h("a", { href, target: "_blank", rel: "noopener noreferrer" }, texte, h("span", { class: "cache" }, " (nouvel onglet)"))
    : h("a", { href }, texte);

export const puces = (phrases: string[]) => h("ul", {}, ...phrases.map((phrase) => h("li", {}, ...enLiens(phrase))));

export const hote = (url: string) => new URL(url).hostname.replace(/^www\./, "");

/** Web addresses, e-mail addresses, telephone numbers, and emergency numbers when they are said as such. */
const ADRESSES =
  /(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)])|([\w.+-]+@[\w-]+(?:\.[\w-]+)+)|(\b0\d(?:[ .]?\d\d){4}\b)|(?<=\b(?:le|au) )(112|11[459]|3114|3919)\b(?! ?\d)/g;

export function enLiens(brut: string): (Node | string)[] {
  const texte = insecable(brut);
  const morceaux: (Node | string)[] = [];
  let fin = 0;
  for (const trouve of texte.matchAll(ADRESSES)) {
    const [tout, web, courriel] = trouve;
    const adresse = web ?? (courriel ? `mailto:${courriel}` : `tel:${tout.replace(/[ .]/g, "")}`);
    morceaux.push(texte.slice(fin, trouve.index), lien(adresse, tout));
    fin = trouve.index + tout.length;
  }
  return [...morceaux, texte.slice(fin)];
}

/** French signs stay with their words at the end of a line. */
const insecable = (texte: string) => texte.replace(/ (?=[»:;!?])/g, "\u00a0").replace(/« /g, "«\u00a0");

/** A message as paragraphs and lists. */
export function enParagraphes(texte: string): Node[] {
  const blocs: Node[] = [];
  let liste: string[] = [];
  const fermer = () => {
    if (liste.length) blocs.push(puces(liste));
    liste = [];
  };
  for (const ligne of texte.split("\n")) {
    if (/^[•-] /.test(ligne)) liste.push(ligne.slice(2));
    else if (ligne.trim()) {
      fermer();
      blocs.push(h("p", {}, ...enLiens(ligne)));
    }
  }
  fermer();
  return blocs;
}
