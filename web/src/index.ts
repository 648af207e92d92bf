/**
 * The script of the widget: `<script src="…/widget.js" data-site="…" async></script>`.
 *
 * Defines `<orient-ess>`. Where the page holds none, one is added that opens from a button, set up by the data-… of the
 * script: site, territoire, couleur, titre, position.
 */

import { OrientEss } from "./element";

const ELEMENT = "orient-ess";
const script = document.currentScript as HTMLScriptElement | null;

function poser(): void {
  if (document.querySelector(ELEMENT)) return;
  const element = document.createElement(ELEMENT);
  element.setAttribute("mode", "bulle");
  for (const nom of ["site", "territoire", "couleur", "titre", "position"]) {
    const valeur = script?.dataset[nom];
    if (valeur) element.setAttribute(nom, valeur);
  }
  document.body.append(element);
}

if (!customElements.get(ELEMENT)) {
  customElements.define(ELEMENT, OrientEss);
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", poser, { once: true });
  else poser();
}
