/** `<orient-ess>`: the whole assistant in a shadow tree. The page around it is neither touched nor heard. */

import { type ErreurService, Service } from "./api";
import type { Champs, Changements, EtatConversation, Message, Parcours, Profil, Site, Territoire } from "./contrat";
import { Conversation, type Spectateur } from "./conversation";
import { palette } from "./couleurs";
import { bouton, h, lien } from "./dom";
import { Journal } from "./journal";
import { type Envoi, Memoire } from "./memoire";
import { VueParcours } from "./parcours";
import { VueSituation } from "./situation";
import css from "./styles.css?inline";

/** Where the script came from: the service, unless an attribute says otherwise. */
const SOURCE = document.currentScript instanceof HTMLScriptElement ? new URL(document.currentScript.src).origin : location.origin;
const COULEUR = "#00527a";
const LONGUEUR = 4000;
const VUES = { conversation: "Conversation", parcours: "Parcours", situation: "Situation" };
const LARGE = 56;
const REPRISE = /^#([\w-]+)\.([\w-]+)(&imprimer)?$/;
type Vue = keyof typeof VUES;

let feuille: CSSStyleSheet | undefined;

export class OrientEss extends HTMLElement implements Spectateur {
  private construit = false;
  private service!: Service;
  private memoire!: Memoire;
  private conversation!: Conversation;
  private site?: Site;
  private champs?: Champs;
  private nonLus = 0;
  private aImprimer = false;

  private readonly petit = matchMedia("(max-width: 40em), (max-height: 30em)");
  private readonly racine = h("div", { class: "racine", lang: "fr" });
  private readonly pastille = h("span", { class: "pastille", hidden: true });
  private readonly libelle = h("span");
  private readonly lanceur = h(
    "button", { type: "button", class: "lanceur", popover: "manual", "aria-haspopup": "dialog", click: () => this.ouvrir() },
    h("span", { class: "icone", "aria-hidden": "true" }), this.libelle, this.pastille,
  );
  private readonly titre = h("h2", { id: "titre", tabindex: -1 });
  private readonly onglets = Object.fromEntries(
    Object.entries(VUES).map(([vue, nom]) => [vue, bouton(nom, () => this.voir(vue as Vue))]),
  ) as Record<Vue, HTMLButtonElement>;
  private readonly champ: HTMLTextAreaElement = h("textarea", {
    id: "texte", rows: 1, "aria-describedby": "aide", keydown: (e: KeyboardEvent) => this.surTouche(e),
    input: () => this.memoire.noter({ brouillon: this.champ.value }),
  });
  private readonly aide = h("div", { class: "encart", hidden: true });
  private readonly journal = new Journal(
    (charge, titre) => {
      this.conversation.dire(charge, titre);
      this.rendreFocus();
    },
    () => this.conversation.reessayer(),
    () => this.voir("parcours"),
  );
  private readonly situation = new VueSituation({
    champs: () => this.champs,
    lieux: (q) => this.service.lire<Territoire[]>("GET", `/api/territoires?limite=8&q=${encodeURIComponent(q)}`),
    enregistrer: (profil) => this.conversation.corriger(profil),
    dire: (texte) => this.journal.dire(texte),
  });
  private readonly parcours = new VueParcours({
    champs: () => this.champs,
    fiche: (id) => this.service.lire("GET", `/api/dispositifs/${id}`),
    preciser: (champ) => {
      this.voir("situation");
      this.situation.corriger(champ);
    },
    garder: () => this.garder(),
  });
  private panneau!: HTMLElement;
  /** With room enough, the conversation stays beside the route or the situation. */
  private readonly largeur = new ResizeObserver(([e]) => {
    const large = e!.contentRect.width >= LARGE * parseFloat(getComputedStyle(this.racine).fontSize);
    if (large === this.racine.classList.contains("large")) return;
    this.racine.classList.toggle("large", large);
    this.voir(large ? "parcours" : "conversation", false);
  });

  connectedCallback(): void {
    if (this.construit) return;
    this.construit = true;
    this.construire();
    void this.preparer();
  }

  disconnectedCallback(): void {
    // Moved within the page, it is connected again at once.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.conversation.fermer();
      this.largeur.disconnect();
      this.petit.removeEventListener("change", this.surTaille);
    });
  }

  private get enBulle(): boolean {
    return this.getAttribute("mode") === "bulle";
  }

  // ---------------------------------------------------------------- building
  private construire(): void {
    this.service = new Service(this.getAttribute("serveur") || SOURCE);
    this.memoire = new Memoire(`orientess:${this.getAttribute("site") ?? ""}`);
    this.conversation = new Conversation(this.service, this.memoire, this, () => this.site?.territoire ?? null);
    this.panneau = h(
      this.enBulle ? "dialog" : "section",
      { class: "panneau", "aria-labelledby": "titre", popover: this.enBulle && "manual", keydown: (e: KeyboardEvent) => this.surEchap(e), cancel: (e: Event) => {
        e.preventDefault();
        this.fermer();
      } },
      h("div", { class: "tete" }, this.titre, this.enBulle && bouton("", () => this.fermer(), { class: "fermer", "aria-label": "Fermer l'assistant" })),
      h("nav", { "aria-label": "Assistant" }, ...Object.values(this.onglets)),
      h("section", { class: "vue conversation", "aria-label": "Conversation" }, this.journal.racine, this.saisie(), this.aide, this.pied()),
      this.parcours.racine, this.situation.racine,
    );
    this.racine.append(...(this.enBulle ? [this.lanceur] : []), this.panneau);
    const arbre = this.attachShadow({ mode: "open" });
    if (!feuille) (feuille = new CSSStyleSheet()).replaceSync(css);
    arbre.adoptedStyleSheets = [feuille];
    arbre.append(this.racine);
    // The shortcuts of the page are not for what is written here.
    for (const type of ["keydown", "keyup", "keypress"]) arbre.addEventListener(type, (e) => e.stopPropagation());
    this.champ.value = this.memoire.lu.brouillon;
    this.voir("conversation", false);
    this.largeur.observe(this.panneau);
    this.habiller();
    this.petit.addEventListener("change", this.surTaille);
    addEventListener("beforeprint", () => this.racine.querySelectorAll<HTMLDetailsElement>(".carte details").forEach((d) => (d.open = true)));
  }

  private saisie(): HTMLElement {
    return h(
      "form", { class: "saisie", novalidate: true, submit: (e: Event) => {
        e.preventDefault();
        this.envoyer();
      } },
      h("label", { for: "texte" }, "Votre message"),
      h("div", { class: "ligne" }, this.champ, h("button", { type: "submit", class: "principal" }, "Envoyer")),
      h("p", { id: "aide", class: "aide" }, h("span", { class: "clavier" }, "Entrée envoie, Maj + Entrée va à la ligne. "), "N'écrivez ni nom ni numéro de téléphone."),
    );
  }

  private pied(): HTMLElement {
    return h(
      "p", { class: "pied" },
      bouton("Parler à une personne", () => this.montrerContact(), { class: "discret" }),
      bouton("Tout effacer", () => this.confirmerEffacement(), { class: "discret" }),
      lien(`${this.service.base}/confidentialite`, "Confidentialité"),
    );
  }

  /** The site's preset, then what the attributes say. Without it, the page keeps nothing but silence. */
  private async preparer(): Promise<void> {
    const { acces } = this.memoire.lu;
    const chezNous = !this.enBulle && location.origin === this.service.base;
    const reprise = chezNous && REPRISE.exec(location.hash);
    if (chezNous) addEventListener("hashchange", () => REPRISE.test(location.hash) && location.reload());
    if (reprise) {
      const [, id, jeton, imprimer] = reprise as unknown as [string, string, string, string?];
      if (acces?.id !== id) this.memoire.noter({ acces: { id, jeton }, file: [] });
      this.aImprimer = !!imprimer;
      history.replaceState(null, "", location.pathname + location.search);
    }
    const lieu = this.getAttribute("territoire");
    try {
      this.site = await this.service.lire<Site>(
        "GET", `/api/sites/${this.getAttribute("site") || "ici"}${lieu ? `?territoire=${encodeURIComponent(lieu)}` : ""}`,
      );
    } catch (erreur) {
      console.warn(`orient-ess : ce site n'est pas autorisé, ou le service ne répond pas. ${(erreur as Error).message}`);
      addEventListener("online", () => void this.preparer(), { once: true });
      if (this.enBulle) return;
    }
    if (!this.isConnected) return;
    this.habiller();
    if (!this.enBulle) this.commencer();
    else {
      this.lanceur.classList.add("pret");
      this.lanceur.showPopover?.();
      if (this.memoire.lu.ouvert && !this.petit.matches) this.ouvrir(false);
    }
  }

  private habiller(): void {
    const titre = this.getAttribute("titre") || this.site?.titre || "Trouver les bonnes aides";
    this.titre.textContent = titre;
    this.libelle.textContent = titre;
    this.racine.classList.toggle("gauche", (this.getAttribute("position") || this.site?.position) === "gauche");
    this.racine.classList.toggle("page", !this.enBulle);
    const couleurs = { ...palette(COULEUR), ...palette(this.site?.couleur ?? ""), ...palette(this.getAttribute("couleur") ?? "") };
    for (const [nom, valeur] of Object.entries(couleurs)) this.racine.style.setProperty(nom, valeur);
    this.journal.accueillir(this.site?.accueil ?? null);
  }

  private commencer(): void {
    void this.conversation.ouvrir();
    if (this.champs) return;
    void this.service.lire<Champs>("GET", "/api/champs").then((champs) => {
      this.champs = champs;
      this.situation.dessiner();
    }, () => {});
  }

  // ---------------------------------------------------------------- opening and closing
  private ouvrir(focaliser = true): void {
    const dialogue = this.panneau as HTMLDialogElement;
    this.lanceur.hidePopover?.();
    this.lanceur.hidden = true;
    // Inert while it opens: a dialog takes the focus by itself, which a page that reloads did not ask for.
    dialogue.inert = true;
    if (this.petit.matches || !dialogue.showPopover) dialogue[this.petit.matches ? "showModal" : "show"]();
    else dialogue.showPopover();
    dialogue.inert = false;
    this.memoire.noter({ ouvert: true });
    this.compter(-this.nonLus);
    this.commencer();
    if (focaliser) this.rendreFocus();
  }

  private fermer(): void {
    this.masquer();
    this.memoire.noter({ ouvert: false });
    this.lanceur.hidden = false;
    this.lanceur.showPopover?.();
    this.lanceur.focus();
  }

  private masquer(): void {
    const dialogue = this.panneau as HTMLDialogElement;
    if (dialogue.open) dialogue.close();
    else dialogue.hidePopover?.();
  }

  /** Turned or zoomed while open: the dialog changes between covering the screen and standing beside the page. */
  private readonly surTaille = (): void => {
    if (!this.enBulle || !this.lanceur.hidden) return;
    const actif = this.shadowRoot!.activeElement as HTMLElement | null;
    this.masquer();
    this.ouvrir(false);
    actif?.focus();
  };

  private surEchap(e: KeyboardEvent): void {
    if (e.key !== "Escape") return;
    e.preventDefault();
    if (this.situation.renoncer()) return;
    if (!this.aide.hidden) this.fermerEncart();
    else if (this.enBulle) this.fermer();
  }

  private compter(combien: number): void {
    this.nonLus += combien;
    this.pastille.hidden = !this.nonLus;
    this.pastille.replaceChildren(`${this.nonLus}`, h("span", { class: "cache" }, ` nouveau${this.nonLus > 1 ? "x" : ""} message${this.nonLus > 1 ? "s" : ""}`));
  }

  private voir(vue: Vue, focaliser = true): void {
    if (vue === "conversation" && this.racine.classList.contains("large")) return;
    this.racine.dataset.vue = vue;
    for (const [nom, onglet] of Object.entries(this.onglets)) {
      if (nom === vue) onglet.setAttribute("aria-current", "true");
      else onglet.removeAttribute("aria-current");
    }
    this.onglets[vue].classList.remove("neuf");
    if (focaliser && vue !== "conversation") this[vue].titre.focus();
  }

  /** Where a person goes on: the field; on a touch screen, not to raise the keyboard over what is to be read. */
  private rendreFocus(): void {
    const cible = matchMedia("(pointer: coarse)").matches ? this.journal.defile : this.champ;
    cible.focus({ preventScroll: true });
  }

  // ---------------------------------------------------------------- talking
  private surTouche(e: KeyboardEvent): void {
    if (e.key !== "Enter" || e.shiftKey || e.isComposing) return;
    e.preventDefault();
    this.envoyer();
  }

  private envoyer(): void {
    const texte = this.champ.value.trim();
    if (texte.length > LONGUEUR) {
      this.journal.alerter(`Votre message compte ${texte.length} caractères. Le plus long possible en compte ${LONGUEUR} : envoyez-le en plusieurs fois.`);
    } else if (texte) {
      this.ecrire("");
      this.journal.alerter("");
      this.conversation.dire(texte);
    }
    this.champ.focus();
  }

  private ecrire(texte: string): void {
    this.champ.value = texte;
    this.memoire.noter({ brouillon: texte });
  }

  private montrerContact(): void {
    const { nom, telephone, courriel, site, horaires } = this.site?.contact ?? {};
    const demander = () => {
      this.fermerEncart();
      this.conversation.dire("Je voudrais parler à une personne");
      this.rendreFocus();
    };
    if (!nom) return demander();
    this.encart(
      "Parler à une personne", h("p", {}, h("strong", {}, nom), horaires ? `, ${horaires}` : ""),
      h("p", { class: "moyens" }, ...[
        telephone && lien(`tel:${telephone.replace(/ /g, "")}`, telephone), courriel && lien(`mailto:${courriel}`, courriel), site && lien(site, "Site"),
      ].filter((m) => !!m)),
      bouton("Demander un autre contact à l'assistant", demander),
    );
  }

  private confirmerEffacement(): void {
    const effacer = async () => {
      try {
        await this.conversation.effacer();
        this.fermerEncart();
        this.ecrire("");
        this.voir("conversation");
        this.journal.dire("Tout est effacé.");
        this.rendreFocus();
      } catch (erreur) {
        this.encart("Rien n'est encore effacé", h("p", {}, `${(erreur as ErreurService).message} Réessayez dans un instant.`), bouton("Réessayer", () => void effacer()));
      }
    };
    this.encart(
      "Tout effacer ?", h("p", {}, "Vos messages et votre parcours seront effacés de cet appareil et du service. On ne pourra pas les retrouver."),
      bouton("Oui, tout effacer", () => void effacer(), { class: "principal" }), bouton("Non, je garde", () => this.fermerEncart()),
    );
  }

  /** A question or a piece of information above the foot, with the focus on it. */
  private encart(titre: string, ...contenu: Node[]): void {
    const entete = h("h3", { tabindex: -1 }, titre);
    this.aide.replaceChildren(entete, ...contenu, bouton("", () => this.fermerEncart(), { class: "fermer", "aria-label": `Fermer : ${titre}` }));
    this.aide.hidden = false;
    entete.focus();
  }

  private fermerEncart(): void {
    this.aide.hidden = true;
    this.rendreFocus();
  }

  // ---------------------------------------------------------------- keeping the route
  private garder(): Node[] {
    const resultat = h("p", { role: "status", class: "etat" });
    const lienRetour = h("input", { type: "text", readonly: true, hidden: true, "aria-label": "Lien pour revenir" });
    const pdf = async () => {
      resultat.textContent = "Nous préparons le PDF…";
      try {
        const href = URL.createObjectURL(await this.conversation.pdf());
        h("a", { href, download: "mon-parcours.pdf" }).click();
        setTimeout(() => URL.revokeObjectURL(href), 60_000);
        resultat.textContent = "Le PDF est téléchargé.";
      } catch (erreur) {
        resultat.textContent = `Le PDF n'a pas pu être téléchargé. ${(erreur as Error).message}`;
      }
    };
    const copier = async () => {
      lienRetour.value = this.lienRetour();
      try {
        await navigator.clipboard.writeText(lienRetour.value);
        resultat.textContent = "Le lien est copié.";
      } catch {
        lienRetour.hidden = false;
        lienRetour.select();
        resultat.textContent = "Copiez le lien ci-dessus.";
      }
    };
    return [
      h("h4", { class: "ecran" }, "Garder mon parcours"),
      h(
        "div", { class: "garder ecran" },
        bouton("Télécharger en PDF", () => void pdf(), { class: "principal" }), bouton("Imprimer", () => this.imprimer()), bouton("Copier le lien pour revenir", () => void copier()),
        lienRetour, h("p", { class: "aide" }, "Ce lien donne accès à la conversation pendant trente jours : gardez-le pour vous."), resultat,
      ),
    ];
  }

  private lienRetour(): string {
    const { id, jeton } = this.conversation.acces!;
    const site = this.getAttribute("site") || this.site?.id;
    return `${this.service.base}/conversation${site ? `?site=${site}` : ""}#${id}.${jeton}`;
  }

  /** Our own page prints the route alone; from another's page, it opens for that. */
  private imprimer(): void {
    if (!this.enBulle && location.origin === this.service.base) print();
    else window.open(`${this.lienRetour()}&imprimer`, "_blank", "noopener");
  }

  // ---------------------------------------------------------------- what the conversation tells
  reprise(etat: EtatConversation, attente: readonly Envoi[]): void {
    this.journal.reprendre(etat.historique, attente);
  }

  envoi(envoi: Envoi): void {
    this.journal.attendre(envoi);
  }

  recu(cle: string): void {
    this.journal.recu(cle);
  }

  refus(envoi: Envoi, raison: string): void {
    this.journal.refuser(envoi.cle, raison);
    // Not lost: it comes back to be changed.
    if (!this.champ.value && !envoi.texte.startsWith("/")) this.ecrire(envoi.texte);
  }

  messages(messages: Message[]): void {
    this.journal.ajouter(messages);
    if (this.enBulle && !this.lanceur.hidden) this.compter(messages.length);
  }

  ecrit(oui: boolean): void {
    this.journal.ecrit(oui);
  }

  savoir(profil: Profil, parcours: Parcours | null, changements: Changements | null, nouveau: boolean): void {
    this.situation.montrer(profil);
    const change = this.parcours.montrer(parcours, changements);
    const { parcours: onglet } = this.onglets;
    const nombre = new Set(parcours?.etapes.flatMap((e) => e.dispositifs.map((p) => p.id))).size;
    onglet.textContent = nombre ? `${VUES.parcours} (${nombre})` : VUES.parcours;
    if (change && nouveau && this.racine.dataset.vue !== "parcours") onglet.classList.add("neuf");
    if (parcours && this.aImprimer) {
      this.aImprimer = false;
      setTimeout(() => print(), 300);
    }
  }

  effaceAilleurs(): void {
    this.journal.dire("La conversation a été effacée dans un autre onglet.");
  }

  panne(raison: string | null): void {
    const garde = this.memoire.lu.file.length ? "Votre message est gardé : il partira dès que possible." : "Nous réessayons dans un instant.";
    this.journal.alerter(raison ? `${raison} ${garde}` : "", !!raison);
  }
}
