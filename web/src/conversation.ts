/** The conversation itself: opens, talks, resumes, corrects, erases. Nothing is lost or said twice when the network drops. */

import { type Appel, ErreurService, nouvelleCle, Service } from "./api";
import type { Acces, Changements, EtatConversation, Message, Parcours, Profil, Territoire, Tour } from "./contrat";
import type { Envoi, Memoire } from "./memoire";

/** What the conversation tells whoever shows it. */
export interface Spectateur {
  /** Everything so far is to be shown again. */
  reprise(etat: EtatConversation, attente: readonly Envoi[]): void;
  /** The person's message, not received yet by the service. */
  envoi(envoi: Envoi): void;
  /** It was received. */
  recu(cle: string): void;
  /** It was refused for good, and why. */
  refus(envoi: Envoi, raison: string): void;
  messages(messages: Message[]): void;
  ecrit(oui: boolean): void;
  /** nouveau: it comes from what was just said. */
  savoir(profil: Profil, parcours: Parcours | null, changements: Changements | null, nouveau: boolean): void;
  /** Everything was erased in another tab. */
  effaceAilleurs(): void;
  /** Why the service cannot be reached now; null when it can again. */
  panne(raison: string | null): void;
}

const PAUSES = [2, 4, 8, 15, 30];
const VIDE: EtatConversation = { profil: {}, parcours: null, historique: [] };
const disparue = (erreur: unknown) => erreur instanceof ErreurService && (erreur.statut === 404 || erreur.statut === 401);

export class Conversation {
  private enCours?: Promise<void>;
  private debut?: Promise<void>;
  /** Changes when everything is erased: what still comes in from before is dropped. */
  private epoque = 0;
  private aRelire = false;
  private reveiller?: () => void;

  constructor(
    readonly service: Service,
    private readonly memoire: Memoire,
    private readonly vue: Spectateur,
    private readonly lieu: () => Territoire | null,
  ) {
    memoire.surTour = () => {
      // Not between a message and its answer: it would be shown twice.
      this.aRelire = true;
      if (!this.enCours) void this.relire().catch(() => {});
    };
    memoire.surEfface = () => {
      this.vierge();
      this.vue.effaceAilleurs();
    };
    addEventListener("online", this.reessayer);
  }

  get acces(): Acces | undefined {
    return this.memoire.lu.acces;
  }

  /** Opens or resumes, once. */
  ouvrir(): Promise<void> {
    return (this.debut ??= this.commencer());
  }

  dire(texte: string, affiche = texte): void {
    const envoi = { cle: nouvelleCle(), texte, affiche };
    this.memoire.noter({ file: [...this.memoire.lu.file, envoi] });
    this.vue.envoi(envoi);
    this.vider();
  }

  async corriger(profil: Profil): Promise<void> {
    const { id, jeton } = this.acces!;
    const tour = await this.service.lire<Tour>("PUT", `/api/conversations/${id}/profil`, { jeton, corps: { profil }, cle: nouvelleCle() });
    this.recevoir(tour, id);
  }

  async effacer(): Promise<void> {
    const { acces } = this;
    if (acces) {
      await this.service.lire("DELETE", `/api/conversations/${acces.id}`, { jeton: acces.jeton }).catch((erreur: ErreurService) => {
        // Gone already: there is nothing left to erase.
        if (!disparue(erreur)) throw erreur;
      });
      this.memoire.annoncer("efface", acces.id);
    }
    this.vierge();
    void this.ouvrir();
  }

  async pdf(): Promise<Blob> {
    const { id, jeton } = this.acces!;
    return (await this.service.reponse("GET", `/api/conversations/${id}/parcours.pdf`, { jeton })).blob();
  }

  /** Tries again now what is waiting for the network. */
  readonly reessayer = (): void => {
    this.reveiller?.();
    void this.ouvrir().then(() => this.vider());
  };

  fermer(): void {
    removeEventListener("online", this.reessayer);
    this.memoire.fermer();
  }

  private vierge(): void {
    this.epoque++;
    this.memoire.oublier();
    this.vue.ecrit(false);
    this.vue.panne(null);
    this.reprendre(VIDE);
    this.enCours = this.debut = undefined;
  }

  private async commencer(): Promise<void> {
    const { epoque } = this;
    try {
      if (!this.acces) {
        const acces = await this.memoire.demander();
        if (acces) this.memoire.noter({ acces });
      }
      if (this.acces && !(await this.resumer(epoque))) this.memoire.noter({ acces: undefined });
      if (!this.acces && epoque === this.epoque) await this.creer(epoque);
    } catch (erreur) {
      if (epoque !== this.epoque) return;
      this.debut = undefined;
      this.vue.ecrit(false);
      this.vue.panne((erreur as Error).message);
    }
  }

  /** Shows the conversation again; false when it is no more. What was not sent before goes first: its key keeps it from being said twice. */
  private async resumer(epoque: number): Promise<boolean> {
    const { file } = this.memoire.lu;
    try {
      if (file.length) {
        this.vue.reprise(VIDE, file);
        await this.envoyerTout();
      }
      await this.insister(() => this.relire(), epoque);
      return true;
    } catch (erreur) {
      if (disparue(erreur)) return false;
      throw erreur;
    }
  }

  private async creer(epoque: number): Promise<Acces> {
    const territoire = this.lieu();
    const corps = { canal: "widget", ...(territoire && { profil: { territoire } }) };
    this.vue.ecrit(true);
    const { id, jeton, messages } = await this.insister(
      () => this.service.lire<Acces & { messages: Message[] }>("POST", "/api/conversations", { corps }), epoque,
    );
    this.vue.ecrit(false);
    this.memoire.noter({ acces: { id, jeton } });
    this.vue.messages(messages);
    if (territoire) this.vue.savoir({ territoire }, null, null, false);
    return { id, jeton };
  }

  private vider(): void {
    if (this.enCours) return;
    const envoi = this.ouvrir().then(() => this.envoyerTout()).finally(() => {
      if (this.enCours === envoi) this.enCours = undefined;
      if (this.aRelire) void this.relire().catch(() => {});
    });
    this.enCours = envoi;
  }

  private async envoyerTout(): Promise<void> {
    const { epoque } = this;
    let recree = false;
    for (let envoi = this.memoire.lu.file[0]; envoi && epoque === this.epoque; envoi = this.memoire.lu.file[0]) {
      try {
        const { id, jeton } = this.acces ?? (await this.creer(epoque));
        this.vue.ecrit(true);
        const appel: Appel = { jeton, corps: { texte: envoi.texte }, cle: envoi.cle };
        const tour = await this.insister(() => this.service.lire<Tour>("POST", `/api/conversations/${id}/messages`, appel), epoque);
        if (epoque !== this.epoque) return;
        this.retirer(envoi);
        this.vue.recu(envoi.cle);
        this.recevoir(tour, id);
      } catch (erreur) {
        if (epoque !== this.epoque) return;
        if (disparue(erreur) && !recree) {
          // Kept too long, or erased elsewhere: the message opens a new one.
          recree = true;
          this.memoire.noter({ acces: undefined });
        } else {
          this.retirer(envoi);
          this.vue.refus(envoi, (erreur as Error).message);
        }
      } finally {
        if (epoque === this.epoque) this.vue.ecrit(false);
      }
    }
  }

  private retirer(envoi: Envoi): void {
    this.memoire.noter({ file: this.memoire.lu.file.filter((e) => e.cle !== envoi.cle) });
  }

  private async relire(): Promise<void> {
    const { acces, epoque } = this;
    this.aRelire = false;
    if (!acces) return;
    const etat = await this.service.lire<EtatConversation>("GET", `/api/conversations/${acces.id}`, { jeton: acces.jeton });
    if (epoque === this.epoque) this.reprendre(etat);
  }

  private reprendre(etat: EtatConversation): void {
    this.vue.reprise(etat, this.memoire.lu.file);
    this.vue.savoir(etat.profil, etat.parcours, null, false);
  }

  private recevoir(tour: Tour, id: string): void {
    this.vue.messages(tour.messages);
    this.vue.savoir(tour.profil, tour.parcours, tour.changements, true);
    this.memoire.annoncer("tour", id);
  }

  /** Calls until it works or fails for good. */
  private async insister<T>(appel: () => Promise<T>, epoque: number): Promise<T> {
    for (let essai = 0; ; essai++) {
      try {
        const resultat = await appel();
        this.vue.panne(null);
        return resultat;
      } catch (erreur) {
        if (!(erreur instanceof ErreurService) || !erreur.passagere || epoque !== this.epoque) throw erreur;
        this.vue.ecrit(false);
        this.vue.panne(erreur.statut ? "Le service n'est pas disponible pour l'instant." : erreur.message);
        const secondes = Math.max(erreur.attente, PAUSES[Math.min(essai, PAUSES.length - 1)]!);
        await new Promise<void>((resolve) => {
          this.reveiller = resolve;
          setTimeout(resolve, secondes * 1000);
        });
        if (epoque !== this.epoque) throw erreur;
      }
    }
  }
}
