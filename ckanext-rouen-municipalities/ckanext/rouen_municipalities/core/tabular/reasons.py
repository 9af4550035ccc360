"""Why a column is proposed as it is, in words of an officer."""

from __future__ import annotations

_REASONS: dict[str, tuple[str, str]] = {
    "text": ("Du texte.", "Text."),
    "empty": ("Colonne vide\u00a0: reste du texte.", "Empty column: stays text."),
    "boolean": ("Des oui et des non.", "Yes and no."),
    "date": ("Des dates.", "Dates."),
    "datetime": ("Des dates avec une heure.", "Dates with a time."),
    "yearmonth": ("Des mois.", "Months."),
    "year": ("Des années.", "Years."),
    "siret": ("Des numéros SIRET valables.", "Valid SIRET numbers."),
    "siren": ("Des numéros SIREN valables.", "Valid SIREN numbers."),
    "code-name": (
        "Le titre annonce un code («\u00a0{value}\u00a0»)\u00a0: reste du texte.",
        "The title announces a code (“{value}”): stays text.",
    ),
    "code-phone": (
        "Des numéros de téléphone\u00a0: reste du texte.",
        "Telephone numbers: stays text.",
    ),
    "code-zero": (
        "Des zéros au début\u00a0: ressemble à un code, reste du texte.",
        "Zeros in front: looks like a code, stays text.",
    ),
    "code-length": (
        "Toujours {value} chiffres\u00a0: ressemble à un code, reste du texte.",
        "Always {value} digits: looks like a code, stays text.",
    ),
    "code-long": (
        "Des nombres trop longs pour être comptés\u00a0: ressemble à un code, reste du texte.",
        "Numbers too long to be counted: looks like a code, stays text.",
    ),
    "decimals": ("Des nombres avec des décimales.", "Numbers with decimals."),
    "integer": ("Des nombres entiers de tailles diverses.", "Whole numbers of various sizes."),
    "number": ("Des nombres.", "Numbers."),
    "loosened": (
        "Toutes les valeurs ne sont pas du même type\u00a0: reste du texte.",
        "The values are not all of one type: stays text.",
    ),
}
LANGUAGES = ("fr", "en")
REASONS = tuple(_REASONS)


def reason_text(reason: str, value: str, language: str) -> str:
    """The reason in ``language`` (``fr`` or ``en``; any other is French)."""
    french, english = _REASONS[reason]
    return (english if language == "en" else french).format(value=value)
