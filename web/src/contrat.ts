/** The shapes of the public HTTP contract that the widget reads. */

export interface Bouton { titre: string; charge: string }
export interface Message { texte: string; boutons?: Bouton[]; dispositifs?: string[] }
export interface Territoire {
  niveau: string; code: string; nom: string; departement?: string | null; region?: string | null; codes_postaux?: string[];
}
export type Valeur = string | string[] | number | boolean | Territoire | Record<string, string> | null;
export type Profil = Record<string, Valeur>;
export interface Proposition {
  id: string; nom: string; categorie: string; verdict: "eligible" | "a_verifier"; pourquoi: string[]; a_verifier?: string[];
  montant?: string; demarche?: string; contact: Record<string, string>; sources: { url: string; consulte?: string | null }[];
}
export interface Etape { ordre: number; titre: string; dispositifs: Proposition[]; voir_aussi: string[] }
export interface Parcours {
  etapes: Etape[];
  ecartes: { id: string; nom: string; raisons: string[] }[];
  a_preciser: { question: string; effet: string }[];
}
export interface Changements { ajoutes: string[]; retires: { id: string; raisons: string[] }[] }
export interface Tour {
  messages: Message[]; issue: string; question: string | null; profil: Profil; parcours: Parcours | null;
  changements: Changements | null;
}
export interface Echange extends Message { auteur: "personne" | "assistant" }
export interface EtatConversation { profil: Profil; parcours: Parcours | null; historique: Echange[] }
export interface Acces { id: string; jeton: string }
export interface Site {
  id: string; nom: string; titre: string; couleur: string; position: string; territoire: Territoire | null;
  accueil: string | null; contact: Record<string, string | null> | null;
}
export interface Option { code: string; libelle: string }
export interface Champ {
  nom: string; libelle: string; genre: "choix" | "choix_multiple" | "oui_non" | "nombre" | "texte" | "lieu";
  options: Option[]; aide: string;
}
export interface Champs { champs: Champ[]; categories: Option[] }
