/** Calls the service. */

const DELAI = 30_000;

export class ErreurService extends Error {
  /** statut: HTTP status, 0 when nothing came back; attente: seconds to wait, when the service says so. */
  constructor(message: string, readonly statut: number, readonly attente = 0) {
    super(message);
  }
  /** Will the same call perhaps work later? */
  get passagere(): boolean {
    return !this.statut || this.statut === 429 || this.statut >= 500;
  }
}

export interface Appel { jeton?: string; corps?: unknown; cle?: string }

export class Service {
  constructor(readonly base: string) {}

  async reponse(methode: string, chemin: string, { jeton, corps, cle }: Appel = {}): Promise<Response> {
    const headers: Record<string, string> = {};
    if (corps) headers["Content-Type"] = "application/json";
    if (jeton) headers.Authorization = `Bearer ${jeton}`;
    if (cle) headers["Idempotency-Key"] = cle;
    let reponse: Response;
    try {
      reponse = await fetch(this.base + chemin, {
        method: methode, headers, credentials: "omit", signal: AbortSignal.timeout(DELAI),
        body: corps ? JSON.stringify(corps) : null,
      });
    } catch {
      throw new ErreurService("La connexion est coupée.", 0);
    }
    if (reponse.ok) return reponse;
    const probleme = await reponse.json().catch(() => ({}));
    throw new ErreurService(
      probleme.detail || "Le service ne répond pas comme prévu.", reponse.status, Number(reponse.headers.get("Retry-After")) || 0,
    );
  }

  async lire<T>(methode: string, chemin: string, appel?: Appel): Promise<T> {
    const reponse = await this.reponse(methode, chemin, appel);
    try {
      return reponse.status === 204 ? (undefined as T) : ((await reponse.json()) as T);
    } catch {
      // Cut in the middle of the answer.
      throw new ErreurService("La connexion est coupée.", 0);
    }
  }
}

export const nouvelleCle = () => [...crypto.getRandomValues(new Uint8Array(16))].map((o) => o.toString(16).padStart(2, "0")).join("");
