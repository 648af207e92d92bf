"""Old conversations go by themselves; what is erased leaves nothing on the disk."""

import asyncio
import json
import os
import random
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from bot.moteur import ouvrir_stockage
from service import purge
from service.mesures import Mesures
from service.pression import File
from service.reglages import RACINE

MARQUE = "zorglubatoire"
JOUR = 86_400.0


@pytest.fixture
def stockage(tmp_path):
    return ouvrir_stockage(f"sqlite:///{tmp_path / 'orientess.db'}")


def parler(stockage, identifiant: str, texte: str, age_jours: float) -> None:
    """Writes an event as Rasa does, and dates the conversation."""
    instant = time.time() - age_jours * JOUR
    with stockage.engine.begin() as connexion:
        connexion.execute(
            stockage.SQLEvent.__table__.insert(),
            {
                "sender_id": identifiant,
                "type_name": "user",
                "timestamp": instant,
                "data": json.dumps({"event": "user", "text": texte}),
            },
        )
        connexion.execute("update conversations set derniere_activite = ? where id = ?", (instant, identifiant))


def conversation(stockage, age_jours: float, texte: str = "bonjour") -> str:
    identifiant, _ = stockage.creer("web")
    parler(stockage, identifiant, texte, age_jours)
    return identifiant


def octets(dossier: Path) -> bytes:
    """Every byte of every file under a folder."""
    return b"".join(f.read_bytes() for f in sorted(dossier.rglob("*")) if f.is_file())


async def test_only_what_is_too_old_goes(stockage):
    vieille, recente = conversation(stockage, 31), conversation(stockage, 29)
    assert await purge.purger(stockage, 30) == 1
    assert stockage.trouver(vieille) is None and not stockage.evenements(vieille, genres=("user",))
    assert stockage.trouver(recente) is not None and stockage.evenements(recente, genres=("user",))
    assert await purge.purger(stockage, 30) == 0


async def test_conversations_of_rasa_s_own_channels_go_too(stockage):
    for age in (40, 35):
        parler(stockage, "ancienne", "bonjour", age)
    for age in (40, 1):
        parler(stockage, "vivante", "bonjour", age)
    assert await purge.purger(stockage, 30) == 1
    assert not stockage.evenements("ancienne", genres=("user",))
    assert len(stockage.evenements("vivante", genres=("user",))) == 2


async def test_many_go_in_several_lots(stockage, monkeypatch):
    monkeypatch.setattr("bot.stockage._LOT_DE_PURGE", 3)
    for _ in range(10):
        conversation(stockage, 31)
    assert await purge.purger(stockage, 30) == 10


async def test_what_was_purged_or_erased_is_on_no_page_of_the_disk(stockage, tmp_path):
    gardees = [conversation(stockage, 1, f"parole tenue {n} " * 40) for n in range(40)]
    # Long and short, among others: on pages of their own, and on shared ones that are split and merged.
    perdues = [conversation(stockage, 31, f"{MARQUE} {n} " * (n % 7 * 60 + 1)) for n in range(60)]
    for perdue in perdues[::2]:
        stockage.retenir_reponse(perdue, "une-cle-0001", MARQUE.encode() * 500)
    for identifiant in gardees:
        stockage.retenir_reponse(identifiant, "une-cle-0001", b"gardee" * 300)
    assert MARQUE.encode() in octets(tmp_path)
    for perdue in perdues[:20]:
        stockage.supprimer(perdue)
    await purge.purger(stockage, 30)
    reste = octets(tmp_path)
    assert MARQUE.encode() not in reste and b"parole tenue 39" in reste
    assert not [perdue for perdue in perdues if perdue.encode() in reste]


async def test_forgetting_keeps_the_conversation_without_its_words(stockage, tmp_path):
    identifiant = conversation(stockage, 0, MARQUE)
    stockage.oublier(identifiant)
    assert stockage.trouver(identifiant) is not None and MARQUE.encode() not in octets(tmp_path)


async def test_the_service_purges_at_once_and_again_the_next_day(stockage, monkeypatch):
    monkeypatch.setattr(purge, "JOUR", 0.05)  # thirty "days" last a second and a half
    mesures = Mesures(File(5.0))
    premiere = conversation(stockage, 1)
    tache = asyncio.create_task(purge.purger_chaque_jour(stockage, 30, mesures))
    await _jusqu_a(lambda: stockage.trouver(premiere) is None)
    seconde = conversation(stockage, 1)
    await _jusqu_a(lambda: stockage.trouver(seconde) is None and effacees(mesures) == 2.0)
    tache.cancel()


def effacees(mesures: Mesures) -> float | None:
    return mesures.registre.get_sample_value("orientess_conversations_effacees_total", {"cause": "retention"})


async def test_a_day_without_database_is_passed_over(stockage, monkeypatch):
    from bot.erreurs import StockageIndisponible

    monkeypatch.setattr(purge, "JOUR", 0.01)
    essais = []

    async def en_panne(instant):
        essais.append(instant)
        raise StockageIndisponible("panne")

    monkeypatch.setattr(stockage, "purger", en_panne)
    tache = asyncio.create_task(purge.purger_chaque_jour(stockage, 30, Mesures(File(5.0))))
    await _jusqu_a(lambda: len(essais) > 1)
    tache.cancel()


async def _jusqu_a(condition) -> None:
    for _ in range(200):
        if condition():
            return
        await asyncio.sleep(0.02)
    pytest.fail("cela n'est pas arrivé à temps")


def orientess(*arguments: str, base: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "service", *arguments],
        cwd=RACINE,
        env={**os.environ, "ORIENTESS_BASE_DE_DONNEES": base},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.lent
def test_the_command_says_how_many_it_erased(stockage, tmp_path):
    conversation(stockage, 8)
    base = f"sqlite:///{tmp_path / 'orientess.db'}"
    rien, une = orientess("purger", base=base), orientess("purger", "--jours", "7", base=base)
    assert rien.returncode == 0 and "effacées : 0 (sans activité depuis 30 jours" in rien.stdout
    assert "effacées : 1 (sans activité depuis 7 jours" in une.stdout


@pytest.mark.lent
def test_the_command_says_when_there_is_no_database():
    resultat = orientess("purger", base="sqlite:////proc/nulle-part/orientess.db")
    assert resultat.returncode == 1 and "Traceback" not in resultat.stderr and resultat.stderr.strip()


def appeler(methode: str, adresse: str, corps=None, jeton: str | None = None, **entetes: str):
    """One call; returns its JSON, or None."""
    requete = urllib.request.Request(
        adresse, method=methode, data=None if corps is None else json.dumps(corps).encode()
    )
    for nom, valeur in {**entetes, **({"Authorization": f"Bearer {jeton}"} if jeton else {})}.items():
        requete.add_header(nom.replace("_", "-"), valeur)
    with urllib.request.urlopen(requete, timeout=30) as reponse:
        brut = reponse.read()
    return json.loads(brut) if brut and reponse.headers.get_content_type() == "application/json" else None


@pytest.mark.lent
def test_deleting_leaves_no_trace_anywhere_on_the_disk(modele, tmp_path, lancer_service, attendre_pret, port_libre):
    """A real service: a planted word is said in every way there is, then the conversation is deleted."""
    port = port_libre()
    journal = tmp_path / "service.log"
    processus = lancer_service(tmp_path, port=port)
    adresse = f"http://127.0.0.1:{port}"
    try:
        attendre_pret(adresse, processus)
        voisine = appeler("POST", f"{adresse}/api/conversations", {})
        perdue = appeler("POST", f"{adresse}/api/conversations", {"canal": MARQUE})
        for n in range(14):  # past the point where the session is renewed
            for qui, mot in ((perdue, MARQUE), (voisine, "voisine")):
                appeler(
                    "POST",
                    f"{adresse}/api/conversations/{qui['id']}/messages",
                    {"texte": f"On veut ouvrir une épicerie solidaire {mot} à Redon, essai {n}."},
                    qui["jeton"],
                    Idempotency_Key=f"essai-{n:04}",
                )
        profil = {
            "resume": f"Une épicerie {MARQUE}",
            "territoire": {"niveau": "commune", "code": "35236"},
            "stade": "idee",
            "besoin_social": ["alimentation"],
        }
        chemin = f"{adresse}/api/conversations/{perdue['id']}"
        appeler("PUT", f"{chemin}/profil", {"profil": profil}, perdue["jeton"])
        assert MARQUE in json.dumps(appeler("GET", chemin, jeton=perdue["jeton"]), ensure_ascii=False)
        assert MARQUE.encode() in octets(tmp_path)
        appeler("DELETE", chemin, jeton=perdue["jeton"])
        en_marche = octets(tmp_path)
    finally:
        processus.terminate()
        sortie, _ = processus.communicate(timeout=30)
        journal.write_text(sortie)
    for trace in (MARQUE, perdue["id"], perdue["jeton"]):
        assert trace.encode() not in en_marche, f"« {trace} » reste sur le disque pendant que le service tourne"
        assert trace.encode() not in octets(tmp_path), f"« {trace} » reste sur le disque après l'arrêt"
    assert b"voisine" in octets(tmp_path) and "voisine" not in sortie


@pytest.mark.lent
async def test_deleting_while_messages_come_leaves_nothing_behind(client, moteur):
    nouvelle = await (await client.post("/api/conversations", json={})).json()
    chemin, entetes = f"/api/conversations/{nouvelle['id']}", {"Authorization": f"Bearer {nouvelle['jeton']}"}

    async def dire(n: int) -> int:
        return (
            await client.post(f"{chemin}/messages", json={"texte": f"On cherche un local, {n}"}, headers=entetes)
        ).status

    messages = [asyncio.create_task(dire(n)) for n in range(6)]
    await messages[0]
    efface = await client.delete(chemin, headers=entetes)
    statuts = await asyncio.gather(*messages)
    assert efface.status == 204 and statuts[0] == 200 and set(statuts) <= {200, 404}
    assert moteur.stockage.trouver(nouvelle["id"]) is None
    assert not moteur.stockage.evenements(nouvelle["id"], genres=("user", "bot", "slot", "action", "session_started"))


@pytest.mark.lent
@pytest.mark.parametrize("graine", [11, 16, 24])
def test_rows_that_the_database_moved_about_leave_no_copy(stockage, tmp_path, graine):
    """SQLite leaves copies between the rows of a page, now and then; these seeds made it do so."""
    hasard = random.Random(graine)
    vivantes, effacees = [], []
    for _ in range(400):
        if not vivantes or hasard.random() < 0.15:
            vivantes.append(stockage.creer("web")[0])
        choisie = hasard.choice(vivantes)
        lignes = [
            {
                "sender_id": choisie,
                "type_name": "user",
                "timestamp": 1.0,
                "intent_name": "x",
                "action_name": "MARK" + choisie,
                "data": f"MARK{choisie} " * hasard.choice([1, 2, 5, 20, 60, 200, 900]),
            }
            for _ in range(hasard.randint(1, 8))
        ]
        with stockage.engine.begin() as connexion:
            connexion.execute(stockage.SQLEvent.__table__.insert(), lignes)
        if hasard.random() < 0.3:
            corps = b"MARK" + choisie.encode()
            stockage.retenir_reponse(choisie, f"cle-{hasard.random()}"[:40], corps * hasard.choice([3, 50, 400]))
        if hasard.random() < 0.1 and len(vivantes) > 3:
            effacees.append(vivantes.pop(hasard.randrange(len(vivantes))))
            stockage.supprimer(effacees[-1])
            reste = octets(tmp_path)
            assert not [e for e in effacees if e.encode() in reste]
