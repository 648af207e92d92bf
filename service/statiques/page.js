// The conversation page: plain script over the public API. Texts are always set as text, never as markup.
"use strict";

const CLE = "orientess.conversation";
const $ = (id) => document.getElementById(id);
const champ = $("texte");
let conversation = lireMemoire();
let occupe = false;

function lireMemoire() {
  try { return JSON.parse(sessionStorage.getItem(CLE)); } catch { return null; }
}

function element(nom, texte, classe) {
  const e = document.createElement(nom);
  if (texte) e.textContent = texte;
  if (classe) e.className = classe;
  return e;
}

async function appeler(methode, chemin, corps) {
  const entetes = { "Content-Type": "application/json" };
  if (conversation) entetes.Authorization = `Bearer ${conversation.jeton}`;
  const reponse = await fetch(chemin, { method: methode, headers: entetes, body: corps && JSON.stringify(corps) });
  if (reponse.status === 204) return null;
  const contenu = await reponse.json();
  if (!reponse.ok) throw Object.assign(new Error(contenu.detail), { statut: reponse.status });
  return contenu;
}

function montrer(auteur, texte, boutons = []) {
  const ligne = element("li", "", auteur);
  ligne.append(element("span", auteur === "personne" ? "Vous : " : "L'assistant : ", "auteur"), element("span", texte));
  if (boutons.length) {
    const choix = element("div", "", "choix");
    for (const bouton of boutons) {
      const b = element("button", bouton.titre);
      b.type = "button";
      b.addEventListener("click", () => envoyer(bouton.charge, bouton.titre));
      choix.append(b);
    }
    ligne.append(choix);
  }
  $("messages").append(ligne);
  ligne.scrollIntoView({ block: "nearest" });
}

function annoncer(messages) {
  $("annonce").textContent = `L'assistant : ${messages.map((m) => m.texte).join(" ")}`;
  setTimeout(() => { $("annonce").textContent = ""; }, 2000);
}

function liste(titre, phrases) {
  if (!phrases.length) return [];
  const ul = element("ul");
  for (const phrase of phrases) ul.append(element("li", phrase));
  return [element("h5", titre), ul];
}

function lien(url, texte) {
  const a = element("a", texte || url);
  a.href = url;
  a.rel = "noreferrer";
  return a;
}

function carte(p) {
  const article = element("article");
  article.append(element("h4", p.nom), ...liste("Pourquoi", p.pourquoi), ...liste("À vérifier", p.a_verifier));
  if (p.montant) article.append(element("p", `Montant : ${p.montant}`));
  if (p.demarche) article.append(element("p", `Démarche : ${p.demarche}`));
  const contact = element("p", "Contact : ");
  if (p.contact.site) contact.append(lien(p.contact.site), " ");
  contact.append([p.contact.email, p.contact.telephone].filter(Boolean).join(", "));
  article.append(contact);
  const sources = element("p", "Sources : ");
  for (const s of p.sources) sources.append(lien(s.url, new URL(s.url).hostname), s.consulte ? ` (${s.consulte}) ` : " (date non connue) ");
  article.append(sources);
  return article;
}

function montrerParcours(parcours) {
  $("parcours").hidden = !parcours;
  $("etapes").replaceChildren();
  for (const etape of parcours ? parcours.etapes : []) {
    $("etapes").append(element("h3", `${etape.ordre}. ${etape.titre}`), ...etape.dispositifs.map(carte));
  }
}

async function ouvrir() {
  if (conversation) {
    try {
      const etat = await appeler("GET", `/api/conversations/${conversation.id}`);
      etat.historique.forEach((m) => montrer(m.auteur, m.texte));
      montrerParcours(etat.parcours);
      return;
    } catch (erreur) {
      if (erreur.statut !== 404 && erreur.statut !== 401) throw erreur;
      conversation = null;
    }
  }
  const nouvelle = await appeler("POST", "/api/conversations", { canal: "web" });
  conversation = { id: nouvelle.id, jeton: nouvelle.jeton };
  sessionStorage.setItem(CLE, JSON.stringify(conversation));
  nouvelle.messages.forEach((m) => montrer("assistant", m.texte, m.boutons));
}

async function envoyer(texte, affiche = texte) {
  if (occupe || !texte.trim()) return;
  occupe = true;
  $("etat").textContent = "";
  montrer("personne", affiche);
  try {
    if (!conversation) await ouvrir();
    const tour = await appeler("POST", `/api/conversations/${conversation.id}/messages`, { texte });
    tour.messages.forEach((m) => montrer("assistant", m.texte, m.boutons));
    annoncer(tour.messages);
    montrerParcours(tour.parcours);
    champ.value = "";
  } catch (erreur) {
    $("etat").textContent = erreur.message === "Failed to fetch" ? "La connexion est coupée. Votre message est gardé : réessayez." : erreur.message;
  } finally {
    occupe = false;
    champ.focus();
  }
}

$("formulaire").addEventListener("submit", (evenement) => {
  evenement.preventDefault();
  envoyer(champ.value);
});

champ.addEventListener("keydown", (evenement) => {
  if (evenement.key === "Enter" && !evenement.shiftKey && !evenement.isComposing) {
    evenement.preventDefault();
    envoyer(champ.value);
  }
});

$("effacer").addEventListener("click", async () => {
  if (conversation) await appeler("DELETE", `/api/conversations/${conversation.id}`).catch(() => {});
  sessionStorage.removeItem(CLE);
  conversation = null;
  $("messages").replaceChildren();
  montrerParcours(null);
  await ouvrir();
  champ.focus();
});

ouvrir().catch((erreur) => { $("etat").textContent = erreur.message; });
