"""Why a feed could not be read, in words."""

from __future__ import annotations

#: By the codes of a fetch (those of the base) and of `NotAFeed`.
_WORDS = {
    "": ("pas encore essayé", "not tried yet"),
    "url": ("ce n'est pas une adresse web complète", "it is no whole web address"),
    "address": ("{detail} n'est pas une machine publique", "{detail} is no public machine"),
    "unreachable": ("le serveur ne répond pas : {detail}", "the server does not answer: {detail}"),
    "certificate": ("certificat non valable : {detail}", "invalid certificate: {detail}"),
    "status": ("le serveur répond {detail}", "the server answers {detail}"),
    "redirects": ("le serveur renvoie d'adresse en adresse", "the server sends from address to address"),
    "large": ("plus de {detail} octets", "more than {detail} bytes"),
    "slow": ("rien de complet au bout de {detail} s", "nothing whole after {detail} s"),
    "broken": ("l'envoi s'est interrompu : {detail}", "the answer broke off: {detail}"),
    "json": ("la réponse n'est pas du JSON", "the answer is no JSON"),
    "format": ("ni GBFS, ni JSON Feed, ni GeoJSON", "neither GBFS nor JSON Feed nor GeoJSON"),
    "incomplete": ("il manque au flux ce que son format demande", "the feed lacks what its format demands"),
    "stations": ("le système n'a pas de stations", "the system has no stations"),
    "rows": ("plus d'éléments que l'application n'en peut montrer", "more items than the app can show"),
    "ours": ("incident de notre côté", "an incident on our side"),
}


def words(problem: str | None) -> dict[str, str]:
    """The words in each language for a code with its detail (`status 404`)."""
    code, _, detail = (problem or "").partition(" ")
    french, english = _WORDS.get(code, _WORDS["ours"])
    return {"fr": french.format(detail=detail), "en": english.format(detail=detail)}
