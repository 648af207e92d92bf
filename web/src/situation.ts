/** « Ma situation »: what was understood, each field to be corrected or emptied. */

import type { Champ, Champs, Profil, Territoire, Valeur } from "./contrat";
import { bouton, h } from "./dom";

const SANS_REPONSE: Record<string, string> = { ne_sait_pas: "Vous ne savez pas encore", refuse: "Vous préférez ne pas le dire" };
const OUI_NON = [{ code: "true", libelle: "Oui" }, { code: "false", libelle: "Non" }];

export interface Outils {
  champs: () => Champs | undefined;
  lieux: (q: string) => Promise<Territoire[]>;
  enregistrer: (profil: Profil) => Promise<void>;
  dire: (texte: string) => void;
}

export class VueSituation {
  readonly titre = h("h3", { tabindex: -1 }, "Ma situation");
  private readonly liste = h("ul", { class: "champs" });
  readonly racine = h(
    "section", { class: "vue situation", "aria-label": "Ma situation" },
    this.titre, h("p", { class: "aide" }, "Voici ce que l'assistant a compris. Vous pouvez tout corriger ou vider."), this.liste,
  );
  private profil: Profil = {};
  private ouvert?: string;

  constructor(private readonly outils: Outils) {}

  montrer(profil: Profil): void {
    this.profil = profil;
    // What is being corrected stays as it is being written.
    if (!this.ouvert) this.dessiner();
  }

  dessiner(): void {
    const champs = this.outils.champs()?.champs ?? [];
    this.liste.replaceChildren(...champs.map((champ) => this.ligne(champ)));
  }

  /** Opens a field to be corrected. */
  corriger(nom: string): void {
    const champ = this.outils.champs()?.champs.find((c) => c.nom === nom);
    if (!champ) return;
    this.ouvert = nom;
    this.dessiner();
    this.liste.querySelector<HTMLElement>("form :is(input:checked, input, textarea)")?.focus();
  }

  /** Closes what is being corrected; false when nothing was. */
  renoncer(): boolean {
    const { ouvert } = this;
    if (!ouvert) return false;
    this.ouvert = undefined;
    this.dessiner();
    this.bouton(ouvert)?.focus();
    return true;
  }

  private bouton(nom: string): HTMLElement | null {
    return this.liste.querySelector(`[data-champ="${nom}"]`);
  }

  private ligne(champ: Champ): HTMLElement {
    if (champ.nom === this.ouvert) return h("li", {}, this.formulaire(champ));
    const valeur = this.profil[champ.nom] ?? null;
    const dit = enClair(champ, valeur);
    const raison = (this.profil.sans_reponse as Record<string, string> | undefined)?.[champ.nom];
    return h(
      "li", {},
      h("p", {}, h("span", { class: "nom" }, champ.libelle), h("span", { class: dit ? "" : "vide" }, dit || (raison && SANS_REPONSE[raison]) || "Pas encore dit")),
      bouton(dit ? "Modifier" : "Ajouter", () => this.corriger(champ.nom), {
        class: "discret", "data-champ": champ.nom, "aria-label": `${dit ? "Modifier" : "Ajouter"} : ${champ.libelle}`,
      }),
    );
  }

  private formulaire(champ: Champ): HTMLElement {
    const saisie = new Saisie(champ, this.profil[champ.nom] ?? null, this.outils);
    return h(
      "form", { novalidate: true, submit: (e: Event) => {
        e.preventDefault();
        void saisie.valider().then(
          (valeur) => { if (valeur !== undefined) void this.enregistrer(champ, valeur, saisie); }, (erreur: Error) => saisie.erreur(erreur.message),
        );
      } },
      saisie.racine,
      h(
        "p", { class: "actions" },
        h("button", { type: "submit", class: "principal" }, "Enregistrer"),
        bouton("Vider", () => void this.enregistrer(champ, null, saisie)),
        bouton("Annuler", () => this.renoncer()),
      ),
    );
  }

  private async enregistrer(champ: Champ, valeur: Valeur, saisie: Saisie): Promise<void> {
    try {
      await this.outils.enregistrer(corrige(this.profil, champ.nom, valeur));
      this.renoncer();
      this.outils.dire(`C'est enregistré. ${champ.libelle} : ${enClair(champ, valeur) || "vidé"}.`);
    } catch (erreur) {
      saisie.erreur((erreur as Error).message);
    }
  }
}

/** One field to fill. */
class Saisie {
  private readonly faute = h("p", { class: "faute", id: "faute", role: "alert" });
  private readonly choix = h("div");
  private readonly entree?: HTMLInputElement | HTMLTextAreaElement;
  private lieux: Territoire[] = [];
  readonly racine: HTMLElement;

  constructor(private readonly champ: Champ, valeur: Valeur, private readonly outils: Outils) {
    const { genre, libelle, aide } = champ;
    const bulle = !!aide && h("p", { class: "aide", id: "aide-champ" }, aide);
    if (genre === "choix" || genre === "choix_multiple" || genre === "oui_non") {
      const coches = (Array.isArray(valeur) ? valeur : [valeur]).map(String);
      const options = genre === "oui_non" ? OUI_NON : champ.options;
      this.racine = h(
        "fieldset", {}, h("legend", {}, libelle), bulle,
        ...options.map((o) => this.option(genre === "choix_multiple" ? "checkbox" : "radio", o.code, o.libelle, coches.includes(o.code))), this.faute,
      );
      return;
    }
    const attributs = { id: "saisie", "aria-describedby": bulle ? "aide-champ faute" : "faute", autocomplete: "off" };
    const courant = valeur === null ? "" : genre === "lieu" ? (valeur as Territoire).nom : String(valeur);
    this.entree = genre === "texte"
      ? h("textarea", { ...attributs, rows: 3 }) : h("input", { ...attributs, type: "text", inputmode: genre === "nombre" ? "decimal" : undefined });
    this.entree.value = courant;
    this.racine = h(
      "div", {}, h("label", { for: "saisie" }, libelle), bulle, this.entree, this.faute,
      this.choix,
    );
    this.entree.addEventListener("input", () => this.choix.replaceChildren());
  }

  erreur(texte: string): undefined {
    this.faute.textContent = texte;
    this.entree?.setAttribute("aria-invalid", "true");
    this.entree?.focus();
  }

  /** The value, null when empty; undefined when something is missing, which is said. */
  async valider(): Promise<Valeur | undefined> {
    const coches = [...this.racine.querySelectorAll<HTMLInputElement>("input:checked")].map((i) => i.value);
    const texte = this.entree?.value.trim() ?? "";
    switch (this.champ.genre) {
      case "choix_multiple": return coches;
      case "choix": return coches[0] ?? null;
      case "oui_non": return coches[0] ? coches[0] === "true" : null;
      case "texte": return texte || null;
      case "nombre": {
        const nombre = Number(texte.replace(/[\s€]/g, "").replace(",", "."));
        return Number.isFinite(nombre) && nombre >= 0 ? (texte ? Math.round(nombre) : null) : this.erreur("Écrivez un nombre, par exemple 15 000.");
      }
      default: {
        if (!texte) return null;
        return this.lieux.find((t) => cle(t) === coches[0]) ?? this.chercher(texte);
      }
    }
  }

  /** Looks the place up, and asks which one is meant. */
  private async chercher(q: string): Promise<undefined> {
    this.lieux = await this.outils.lieux(q);
    if (!this.lieux.length) return this.erreur(`Nous ne trouvons pas « ${q} ». Essayez un code postal ou un département.`);
    this.choix.replaceChildren(h(
      "fieldset", {}, h("legend", {}, "Choisissez le lieu, puis enregistrez"),
      ...this.lieux.map((t, i) => this.option("radio", cle(t), nomComplet(t), !i)),
    ));
    this.choix.querySelector("input")?.focus();
  }

  private option(type: string, value: string, libelle: string, coche: boolean): HTMLElement {
    return h("label", { class: "option" }, h("input", { type, name: "choix", value, checked: coche }), h("span", {}, libelle));
  }
}

const cle = (t: Territoire) => `${t.niveau}:${t.code}`;

export function nomComplet({ niveau, nom, departement }: Territoire): string {
  const precision = { departement: "département", region: "région" }[niveau] ?? departement;
  return precision ? `${nom} (${precision})` : nom;
}

/** A value as it is read; empty when there is none. */
export function enClair(champ: Champ, valeur: Valeur): string {
  if (valeur === null || valeur === undefined) return "";
  const libelle = (code: string) => champ.options.find((o) => o.code === code)?.libelle ?? code;
  switch (champ.genre) {
    case "lieu": return nomComplet(valeur as Territoire);
    case "oui_non": return valeur ? "Oui" : "Non";
    case "nombre": return Number(valeur).toLocaleString("fr-FR");
    case "choix_multiple": return (valeur as string[]).map(libelle).join(" ; ");
    case "choix": return libelle(valeur as string);
    default: return String(valeur);
  }
}

/** The profile with one field changed, and what contradicts it put right. */
export function corrige(profil: Profil, nom: string, valeur: Valeur): Profil {
  const sans_reponse = { ...(profil.sans_reponse as Record<string, string> | undefined) };
  delete sans_reponse[nom];
  const exclus = `${nom}_exclus`;
  const nies = Array.isArray(profil[exclus]) && { [exclus]: (profil[exclus] as string[]).filter((code) => !(valeur as string[] | null)?.includes(code)) };
  return { ...profil, [nom]: valeur, sans_reponse, ...nies };
}
