/**
 * What the tab remembers: access to the conversation, what is not sent yet, the draft. It lives as long as the tab, and is
 * handed from tab to tab of the same site while one of them is open. No cookie.
 */

import type { Acces } from "./contrat";

export interface Envoi { cle: string; texte: string; affiche: string }
export interface Souvenir { acces?: Acces; file: Envoi[]; brouillon: string; ouvert: boolean }
type Annonce = { genre: "qui" } | { genre: "voici"; acces: Acces } | { genre: "tour" | "efface"; id: string };

const ATTENTE = 150;
const VIDE: Souvenir = { file: [], brouillon: "", ouvert: false };

export class Memoire {
  private souvenir: Souvenir = { ...VIDE };
  private readonly canal?: BroadcastChannel;
  private repondre?: (acces: Acces) => void;
  /** Called when another tab talked in this conversation, or erased it. */
  surTour?: () => void;
  surEfface?: () => void;

  constructor(private readonly cle: string) {
    try {
      this.souvenir = { ...VIDE, ...JSON.parse(sessionStorage.getItem(cle) || "{}") };
      this.canal = new BroadcastChannel(cle);
      this.canal.onmessage = ({ data }) => this.entendre(data as Annonce);
    } catch { /* storage refused: the conversation lives as long as the page */ }
  }

  get lu(): Readonly<Souvenir> {
    return this.souvenir;
  }

  noter(changements: Partial<Souvenir>): void {
    Object.assign(this.souvenir, changements);
    try {
      sessionStorage.setItem(this.cle, JSON.stringify(this.souvenir));
    } catch { /* as above */ }
  }

  oublier(): void {
    this.noter({ ...VIDE, acces: undefined, ouvert: this.souvenir.ouvert });
  }

  annoncer(genre: "tour" | "efface", id: string): void {
    this.canal?.postMessage({ genre, id });
  }

  /** The conversation of another tab that is open, if any. */
  demander(): Promise<Acces | undefined> {
    if (!this.canal) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const finir = (acces?: Acces) => {
        this.repondre = undefined;
        resolve(acces);
      };
      this.repondre = finir;
      setTimeout(finir, ATTENTE);
      this.canal!.postMessage({ genre: "qui" });
    });
  }

  fermer(): void {
    this.canal?.close();
  }

  private entendre(annonce: Annonce): void {
    const { acces } = this.souvenir;
    if (annonce.genre === "voici") this.repondre?.(annonce.acces);
    else if (!acces) return;
    else if (annonce.genre === "qui") this.canal!.postMessage({ genre: "voici", acces });
    else if (annonce.id === acces.id) (annonce.genre === "tour" ? this.surTour : this.surEfface)?.();
  }
}
