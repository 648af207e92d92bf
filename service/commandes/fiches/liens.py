"""``orientess fiches liens``: do the sites still answer?"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from service.commandes.fiches.sortie import contenu_ou_echec, en_json
from service.commandes.sortie import dire, echouer

if TYPE_CHECKING:
    from knowledge.liens import Constat, Lien, Reglages

_TITRES = {"mort": "Morts", "incertain": "Incertains : quelqu'un doit regarder", "vivant": "Vivants"}


def liens(
    json: Annotated[bool, typer.Option("--json", help="En JSON.")] = False,
    contenant: Annotated[str, typer.Option(help="Seulement les adresses qui contiennent ce texte.")] = "",
    pause: Annotated[float, typer.Option(min=0, help="Secondes entre deux demandes à un même site.")] = 1.0,
    delai: Annotated[float, typer.Option(min=0.1, help="Secondes avant de renoncer à une réponse.")] = 15.0,
    essais: Annotated[int, typer.Option(min=1, help="Nombre d'essais par adresse.")] = 3,
    attente: Annotated[float, typer.Option(min=0, help="Secondes avant le deuxième essai ; double ensuite.")] = 4.0,
) -> None:
    """Demande chaque site des fiches : vivant, incertain ou mort. Sort en erreur s'il y a des morts."""
    from knowledge.liens import Reglages, liens_de

    tous = [lien for lien in liens_de(contenu_ou_echec()) if contenant in lien.adresse]
    constats = asyncio.run(_verifier(tous, Reglages(pause=pause, delai=delai, essais=essais, attente=attente)))
    if constats and all(c.sans_reponse for c in constats):
        echouer("Aucun site n'a répondu : vérifiez votre connexion à Internet. Rien ne peut en être conclu.", code=2)
    if json:
        dire(en_json(constats))
    else:
        _dire_constats(constats)
    if any(c.etat == "mort" for c in constats):
        raise typer.Exit(1)


async def _verifier(tous: Sequence[Lien], reglages: Reglages) -> list[Constat]:
    import aiohttp

    from knowledge.liens import verifier_liens

    async with aiohttp.ClientSession() as session:
        return await verifier_liens(tous, session, reglages)


def _dire_constats(constats: Sequence[Constat]) -> None:
    from knowledge.liens import ETATS

    comptes = Counter(c.etat for c in constats)
    for etat in ETATS[:2]:
        if comptes[etat]:
            dire(f"{_TITRES[etat]} ({comptes[etat]})")
        for constat in constats:
            if constat.etat == etat:
                dire(f"  {constat.adresse} : {constat.motif} [{', '.join(constat.ou)}]")
    dire(f"{len(constats)} adresses : " + ", ".join(f"{comptes[e]} {_TITRES[e].split(' ')[0].lower()}" for e in ETATS))
