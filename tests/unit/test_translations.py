"""Every text has its English, and French counts nothing as one."""

from __future__ import annotations

import re

import pytest
from catalogues import EXTENSIONS, Entry, Text, compiled, entries, python_texts, template_texts, texts

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
LANGUAGES = ("en", "fr")
CATALOGUES = [(extension, language) for extension in EXTENSIONS for language in LANGUAGES]


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def translated(extension: str, language: str) -> dict[Text, tuple[str, ...]]:
    return {entry.text: entry.translations for entry in entries(extension, language)}


def forms_of(entry: Entry, extension: str, language: str) -> list[str]:
    """What the compiled catalogue says for an entry, form by form."""
    loaded = compiled(extension, language)._catalog
    if not entry.text.plural:
        return [loaded.get(entry.text.single)]
    return [loaded.get((entry.text.single, form)) for form in range(len(entry.translations))]


def test_texts_are_found_in_python_and_in_templates() -> None:
    code = 'raise tk.Invalid(tk._("Un " "motif"))\nungettext("%(n)s jour", "%(n)s jours", days)'
    page = """{# _('non') #}_('non') {{ _('L\\'eau', n=h._x('non')) }}
        {% set a = ungettext("un", 'des', n) if _("si") %}"""

    assert set(python_texts(code)) == {Text("Un motif"), Text("%(n)s jour", "%(n)s jours")}
    assert set(template_texts(page)) == {Text("L'eau"), Text("un", "des"), Text("si")}


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_every_text_has_its_english_and_no_english_is_left_over(extension: str) -> None:
    english = translated(extension, "en")

    assert len(english) > 30
    assert texts(extension) - set(english) == set()
    assert set(english) - texts(extension) == set()
    assert [text for text, forms in english.items() if not all(forms)] == []


@pytest.mark.parametrize(("extension", "language"), CATALOGUES)
def test_translations_are_sure_and_keep_what_is_filled_in(extension: str, language: str) -> None:
    found = entries(extension, language)

    assert found
    assert [entry.text for entry in found if entry.fuzzy] == []
    assert [entry.text for entry in found if not all(entry.translations)] == []
    for entry in found:
        wanted = placeholders(entry.text.single) | placeholders(entry.text.plural)
        assert {frozenset(placeholders(form)) for form in entry.translations} == {frozenset(wanted)}


@pytest.mark.parametrize(("extension", "language"), CATALOGUES)
def test_the_compiled_catalogue_says_what_its_source_says(extension: str, language: str) -> None:
    found = entries(extension, language)
    loaded = [forms_of(entry, extension, language) for entry in found]

    assert loaded == [list(entry.translations) for entry in found]
    assert len(compiled(extension, language)._catalog) == 1 + sum(map(len, loaded))


# CKAN merges the catalogues of all plugins and keeps the rule of the last: each has to count like CKAN's own.
@pytest.mark.parametrize("extension", EXTENSIONS)
def test_french_says_nothing_and_one_alike(extension: str) -> None:
    plurals = {text for text in texts(extension) if text.plural}
    french = compiled(extension, "fr")

    assert plurals
    for text in plurals:
        said = [french.ngettext(text.single, text.plural, n) for n in (0, 1, 2, 71, 1_000_000)]
        assert said == [text.single, text.single, text.plural, text.plural, text.plural]


def test_a_text_has_one_english_in_all_extensions() -> None:
    said: dict[Text, set[tuple[str, ...]]] = {}
    for extension in EXTENSIONS:
        for text, forms in translated(extension, "en").items():
            said.setdefault(text, set()).add(forms)

    assert {text: forms for text, forms in said.items() if len(forms) > 1} == {}
