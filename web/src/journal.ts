/** The messages: a list to read, a hidden region that says each new one once, and what the service is doing. */

import type { Echange, Message } from "./contrat";
import { bouton, enParagraphes, h } from "./dom";
import type { Envoi } from "./memoire";

const NOMS = { personne: "Vous", assistant: "L'assistant" };
const ECRIT = "L'assistant écrit…";
const DUREE_ANNONCE = 4000;
const AVANT_D_ECRIRE = 500;

export class Journal {
  private readonly liste = h("ol");
  private readonly accueil = h("div", { class: "accueil" });
  private readonly points = h("p", { class: "points", "aria-hidden": "true", hidden: true }, h("i"), h("i"), h("i"));
  private readonly suite = bouton("Nouveaux messages ↓", () => this.allerA(this.liste.lastElementChild), { class: "suite", hidden: true });
  private readonly etat = h("p", { role: "status", class: "etat" });
  private readonly alerte = h("div", { role: "alert", class: "alerte" });
  private readonly annonce = h("div", { "aria-live": "polite", class: "cache" });
  /** The scrolling part. */
  readonly defile = h(
    "div", { class: "journal", tabindex: 0, role: "region", "aria-label": "Messages", scroll: () => this.surDefilement() },
    this.accueil, this.liste, this.points,
  );
  readonly racine = h("div", { class: "fil" }, this.defile, this.suite, this.etat, this.alerte, this.annonce);
  private minuterie = 0;
  private effacement = 0;

  constructor(
    private readonly choisir: (charge: string, titre: string) => void,
    private readonly reessayer: () => void,
    private readonly voirParcours: () => void,
  ) {}

  accueillir(texte: string | null): void {
    this.accueil.replaceChildren(...(texte ? enParagraphes(texte) : []));
  }

  reprendre(historique: Echange[], attente: readonly Envoi[]): void {
    this.liste.replaceChildren(...historique.map((e) => this.ligne(e.auteur, e.texte, undefined, e.dispositifs)));
    this.choix(historique.at(-1));
    attente.forEach((envoi) => this.attendre(envoi));
    this.defile.scrollTop = this.defile.scrollHeight;
  }

  attendre({ cle, affiche }: Envoi): void {
    this.choix();
    this.dire("");
    const ligne = this.ligne("personne", affiche, cle);
    this.liste.append(ligne);
    this.allerA(ligne);
  }

  recu(cle: string): void {
    this.enAttente(cle)?.removeAttribute("data-cle");
  }

  refuser(cle: string, raison: string): void {
    this.enAttente(cle)?.remove();
    this.alerter(raison);
  }

  /** Shows the assistant's messages and says them once. */
  ajouter(messages: Message[]): void {
    const enBas = this.enBas();
    const lignes = messages.map((m) => this.ligne("assistant", m.texte, undefined, m.dispositifs));
    this.alerter("");
    this.choix();
    // Before what is still waiting: it comes after this answer.
    const attente = this.liste.querySelector("[data-cle]");
    for (const ligne of lignes) this.liste.insertBefore(ligne, attente);
    this.choix(messages.at(-1));
    if (enBas) this.allerA(lignes[0]);
    else this.suite.hidden = false;
    this.annoncer(messages.map((m) => m.texte).join("\n"));
  }

  annoncer(texte: string): void {
    // One new child a time: an addition is what live regions say.
    this.annonce.append(h("p", {}, `${NOMS.assistant} : ${texte}`));
    clearTimeout(this.effacement);
    this.effacement = window.setTimeout(() => this.annonce.replaceChildren(), DUREE_ANNONCE);
  }

  /** Something short and not urgent: it is being written, it was saved. */
  dire(texte: string): void {
    this.etat.textContent = texte;
  }

  ecrit(oui: boolean): void {
    clearTimeout(this.minuterie);
    this.points.hidden = true;
    if (this.etat.textContent === ECRIT) this.dire("");
    if (!oui) return;
    this.minuterie = window.setTimeout(() => {
      this.points.hidden = false;
      this.dire(ECRIT);
      if (this.enBas()) this.defile.scrollTop = this.defile.scrollHeight;
    }, AVANT_D_ECRIRE);
  }

  alerter(texte: string, avecBouton = false): void {
    if ((this.alerte.firstChild?.textContent ?? "") === texte) return;
    this.alerte.replaceChildren();
    if (texte) this.alerte.append(h("p", {}, texte));
    if (avecBouton) this.alerte.append(bouton("Réessayer maintenant", this.reessayer));
  }

  private enAttente(cle: string): HTMLElement | null {
    return this.liste.querySelector(`[data-cle="${cle}"]`);
  }

  private ligne(auteur: Echange["auteur"], texte: string, cle?: string, dispositifs?: string[]): HTMLElement {
    const corps = auteur === "assistant" ? enParagraphes(texte) : [h("p", {}, texte)];
    return h(
      "li", { class: `${auteur}${dispositifs?.length ? " etape" : ""}`, "data-cle": cle }, h("strong", { class: "cache" }, `${NOMS[auteur]} : `), ...corps,
      cle && h("small", { class: "envoi" }, "En cours d'envoi"),
      !!dispositifs?.length && bouton("Voir le détail dans mon parcours", this.voirParcours, { class: "detail" }),
    );
  }

  /** The answers proposed with the last message; those of earlier messages go. */
  private choix(message?: Message): void {
    this.liste.querySelector(".choix")?.remove();
    // One way to the route is enough: under the last step told.
    const details = [...this.liste.querySelectorAll(".detail")];
    details.slice(0, -1).forEach((d) => d.remove());
    if (!message?.boutons?.length) return;
    this.liste.lastElementChild?.append(
      h(
        "ul", { class: "choix", "aria-label": "Réponses proposées" },
        ...message.boutons.map((b) => h("li", {}, bouton(b.titre, () => this.choisir(b.charge, b.titre)))),
      ),
    );
  }

  private enBas(): boolean {
    const { scrollHeight, scrollTop, clientHeight } = this.defile;
    return scrollHeight - scrollTop - clientHeight < 80;
  }

  private allerA(ligne: Element | null | undefined): void {
    this.suite.hidden = true;
    if (!ligne) return;
    const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
    const { scrollHeight, clientHeight } = this.defile;
    // Where there is little room, the whole panel or page scrolls instead.
    if (scrollHeight > clientHeight) this.defile.scrollTo({ top: (ligne as HTMLElement).offsetTop - 12, behavior });
    else ligne.scrollIntoView({ block: "nearest", behavior });
  }

  private surDefilement(): void {
    if (this.enBas()) this.suite.hidden = true;
  }
}
