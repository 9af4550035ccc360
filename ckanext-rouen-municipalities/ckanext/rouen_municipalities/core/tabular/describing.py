"""What a column expects, in words that its author understands, in French and in English."""

from __future__ import annotations

from dataclasses import dataclass

from .issues import Issue
from .messages import render
from .profile import Field
from .reader import FALSE, TRUE

_KINDS: dict[str, tuple[str, str]] = {
    "string": ("un texte", "a text"),
    "code": ("un code, écrit avec tous ses zéros", "a code, written with all its zeros"),
    "integer": ("un nombre entier", "a whole number"),
    "number": ("un nombre", "a number"),
    "boolean": ("oui ou non", "yes or no"),
    "date": ("une date\u00a0: jj/mm/aaaa", "a date: dd/mm/yyyy"),
    "datetime": ("une date et une heure\u00a0: jj/mm/aaaa hh:mm", "a date and a time: dd/mm/yyyy hh:mm"),
    "year": ("une année sur quatre chiffres", "a year of four digits"),
    "yearmonth": ("un mois\u00a0: mm/aaaa", "a month: mm/yyyy"),
    "siret": ("un numéro SIRET\u00a0: 14 chiffres, sans espace", "a SIRET number: 14 digits, no space"),
    "siren": ("un numéro SIREN\u00a0: 9 chiffres, sans espace", "a SIREN number: 9 digits, no space"),
    "email": ("une adresse électronique", "an e-mail address"),
    "uri": ("une adresse web complète, qui commence par https://", "a whole web address, beginning with https://"),
    "array": ('une liste, comme ["premier","second"]', 'a list, like ["first","second"]'),
    "year-interval": ("deux années, comme 2017/2018", "two years, like 2017/2018"),
    "year-or-interval": ("une année, ou deux comme 2017/2018", "a year, or two like 2017/2018"),
    "actes": (
        "une matière et une sous-matière de la nomenclature ACTES, comme urbanisme/documents d'urbanisme",
        "a matter and its part of the ACTES list, like urbanisme/documents d'urbanisme",
    ),
}
_LIST = ("l'une des valeurs de la liste", "one of the values of the list")


def kind_in_words(field: Field, language: str) -> str:
    """What the cells of a column are."""
    kind = field.format if field.format in _KINDS else field.type
    if field.constraints.enum:
        return _said(_LIST, language)
    return _said(_KINDS[kind], language)


def conditions(field: Field, language: str) -> tuple[str, ...]:
    """What else the cells of a column must satisfy."""
    constraints = field.constraints
    parameters = {
        "minimum": constraints.minimum,
        "maximum": constraints.maximum,
        "min-length": constraints.min_length,
        "max-length": constraints.max_length,
        "pattern": None if constraints.pattern is None else field.example,
    }
    found = [_expected(rule, str(value), language) for rule, value in parameters.items() if value is not None]
    if field.register:
        rule = "register-communes" if field.register == "communes" else "register"
        found.append(_expected(rule, field.register, language))
    return tuple(found)


def choices(field: Field) -> tuple[str, ...]:
    """The only values that a cell may have, or the parts of a list; none when they are not counted."""
    if field.type == "boolean":
        return ((field.true_values or TRUE)[0], (field.false_values or FALSE)[0])
    return field.constraints.enum or field.items


def expectation(field: Field, language: str) -> str:
    """Kind and conditions of a column on one line."""
    return ", ".join(dict.fromkeys((kind_in_words(field, language), *conditions(field, language))))


@dataclass(frozen=True)
class Column:
    """One column as pages and workbooks show it."""

    name: str
    title: str
    description: str
    required: bool
    unit: str
    example: str
    expected: str
    choices: tuple[str, ...]
    aliases: tuple[str, ...]


def column_in_words(field: Field, language: str) -> Column:
    """``field`` in ``language``."""
    return Column(
        name=field.name,
        title=field.title.text(language),
        description=field.description.text(language),
        required=field.constraints.required,
        unit=field.unit,
        example=field.example,
        expected=expectation(field, language),
        choices=choices(field),
        aliases=field.aliases,
    )


def _expected(rule: str, parameter: str, language: str) -> str:
    return render(Issue(rule, expected=parameter), language).expected


def _said(texts: tuple[str, str], language: str) -> str:
    return texts[1] if language == "en" else texts[0]
