/** The route as cards, what changed, what to make precise, and how to keep it. */

import type { Changements, Champs, Etape, Parcours, Proposition } from "./contrat";
import { bouton, type Enfant, h, hote, lien, presents, puces } from "./dom";

const MOIS = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];
const LOT = 6;

export interface Outils {
  champs: () => Champs | undefined;
  /** A record by its identifier: what its name is, in a few words. */
  fiche: (id: string) => Promise<{ nom: string; resume: string; contact: { site?: string | null } }>;
  preciser: (champ: string) => void;
  garder: () => Node[];
}

export class VueParcours {
  readonly titre = h("h3", { tabindex: -1 }, "Mon parcours");
  private readonly contenu = h("div");
  readonly racine = h("section", { class: "vue parcours", "aria-label": "Mon parcours" }, this.titre, this.contenu);
  private readonly noms = new Map<string, string>();
  private montre = "";

  constructor(private readonly outils: Outils) {
    this.montrer(null, null);
  }

  /** Shows the route; false when it was on show already. */
  montrer(parcours: Parcours | null, changements: Changements | null): boolean {
    const image = JSON.stringify(parcours);
    if (image === this.montre) return false;
    this.montre = image;
    if (!parcours) {
      this.contenu.replaceChildren(h("p", { class: "vide" }, "Votre parcours apparaîtra ici quand nous en saurons assez sur votre projet : le besoin, le lieu, où vous en êtes."));
      return false;
    }
    const nouveaux = new Set(changements?.ajoutes);
    // A first route is all new: nothing to point at.
    const tout = parcours.etapes.every((e) => e.dispositifs.every((p) => nouveaux.has(p.id)));
    this.contenu.replaceChildren(...presents([
      ...this.changements(changements, tout),
      ...parcours.etapes.flatMap((etape) => this.etape(etape, tout ? new Set() : nouveaux)),
      ...this.precisions(parcours),
      ...repli(`Écartés, et pourquoi (${parcours.ecartes.length})`, parcours.ecartes.length > 0 && h(
        "ul", {}, ...parcours.ecartes.map((e) => h("li", {}, h("strong", {}, e.nom), ` : ${e.raisons.join(" ")}`)),
      )),
      ...this.outils.garder(),
    ]));
    for (const etape of parcours.etapes) for (const p of etape.dispositifs) this.noms.set(p.id, p.nom);
    return true;
  }

  private changements(changements: Changements | null, tout: boolean): Enfant[] {
    if (!changements || tout) return [];
    const { retires, ajoutes } = changements;
    const s = ajoutes.length > 1 ? "s" : "";
    return [h(
      "div", { class: "changements" }, h("h4", {}, "Ce qui a changé"),
      ajoutes.length > 0 && h("p", {}, `${ajoutes.length} nouvelle${s} piste${s}, marquée${s} «\u00a0Nouveau\u00a0».`),
      ...repli(`Retirées, et pourquoi (${retires.length})`, retires.length > 0 && h(
        "ul", {}, ...retires.map((r) => h("li", {}, h("strong", {}, this.noms.get(r.id) ?? r.id), ` : ${r.raisons.join(" ")}`)),
      )),
    )];
  }

  private etape(etape: Etape, nouveaux: Set<string>): Enfant[] {
    if (!etape.dispositifs.length) return [];
    return [
      h("h4", {}, h("span", { class: "ordre" }, `Étape ${etape.ordre}`), " ", etape.titre),
      h("ul", { class: "cartes" }, ...etape.dispositifs.map((p) => h("li", {}, this.carte(p, nouveaux.has(p.id))))),
      ...this.voirAussi(etape.voir_aussi),
    ];
  }

  private carte(p: Proposition, nouveau: boolean): HTMLElement {
    const { contact, a_verifier = [] } = p;
    const categorie = this.outils.champs()?.categories.find((c) => c.code === p.categorie)?.libelle;
    return h(
      "article", { class: "carte" },
      h("h5", {}, p.nom),
      h(
        "ul", { class: "marques", "aria-label": "Repères" },
        nouveau && h("li", { class: "nouveau" }, "Nouveau"), !!categorie && h("li", {}, categorie),
        h("li", {}, p.verdict === "eligible" ? "Semble convenir" : "À vérifier"),
      ),
      ...partie("Pourquoi", p.pourquoi.length > 0 && puces(p.pourquoi)),
      ...partie("Montant", !!p.montant && h("p", {}, p.montant)),
      ...partie("Contact", h("p", {}, ...contacts(contact))),
      ...repli(`À vérifier (${a_verifier.length})`, a_verifier.length > 0 && puces(a_verifier)),
      ...repli("Comment faire", !!p.demarche && puces(etapes(p.demarche))),
      ...repli(`Sources (${p.sources.length})`, p.sources.length > 0 && h(
        "ul", {}, ...p.sources.map((s) => h("li", {}, lien(s.url, hote(s.url)), `, ${s.consulte ? date(s.consulte) : "sans date"}`)),
      )),
    );
  }

  /** What else would do: read only when asked for. */
  private voirAussi(ids: string[]): Enfant[] {
    const liste = h("ul");
    const reste = [...ids];
    const plus = bouton("En voir plus", () => void charger());
    const charger = async () => {
      plus.disabled = true;
      for (const resultat of await Promise.allSettled(reste.splice(0, LOT).map(this.outils.fiche))) {
        if (resultat.status === "rejected") continue;
        const { nom, resume, contact } = resultat.value;
        liste.append(h("li", {}, contact.site ? lien(contact.site, nom) : h("strong", {}, nom), ` : ${resume}`));
      }
      plus.disabled = false;
      plus.hidden = !reste.length;
      if (!liste.children.length) liste.append(h("li", {}, "La connexion est coupée : réessayez plus tard."));
    };
    return repli(`Voir aussi (${ids.length})`, ids.length > 0 && h("div", {}, liste, plus), () => {
      if (reste.length === ids.length) void charger();
    });
  }

  private precisions(parcours: Parcours): Enfant[] {
    const connus = this.outils.champs()?.champs ?? [];
    const lignes = parcours.a_preciser.map((a) => {
      const champ = connus.find((c) => c.nom === a.question);
      return h(
        "li", {}, a.effet, " ",
        champ && bouton("Préciser", () => this.outils.preciser(champ.nom), { class: "discret", "aria-label": `Préciser : ${champ.libelle}` }),
      );
    });
    return lignes.length ? [h("h4", {}, "Pour affiner"), h("ul", { class: "precisions" }, ...lignes)] : [];
  }
}

function partie(titre: string, contenu: Node | false): Enfant[] {
  return contenu ? [h("h6", {}, titre), contenu] : [];
}

function repli(titre: string, contenu: Node | false, ouvrir?: () => void): Enfant[] {
  if (!contenu) return [];
  const details = h("details", {}, h("summary", {}, titre), contenu);
  if (ouvrir) details.addEventListener("toggle", () => details.open && ouvrir());
  return [details];
}

function contacts(contact: Record<string, string>): Enfant[] {
  const { site, email, telephone } = contact;
  const moyens = [
    site && lien(site, hote(site)), email && lien(`mailto:${email}`, email),
    telephone && lien(`tel:${telephone.replace(/[^+\d]/g, "")}`, telephone),
  ].filter((m): m is HTMLAnchorElement => !!m);
  return [contact.interlocuteur || contact.operateur, ...moyens.flatMap((m) => [", ", m])];
}

/** « 1. Appelez. 2. Venez. » as a list. */
const etapes = (demarche: string) => demarche.split(/(?:^|\s)\d\.\s+(?=\p{Lu})/u).filter(Boolean);

function date(partielle: string): string {
  const [annee, mois, jour] = partielle.split("-");
  return [jour && (jour === "01" ? "1er" : String(Number(jour))), mois && MOIS[Number(mois) - 1], annee].filter(Boolean).join(" ");
}
