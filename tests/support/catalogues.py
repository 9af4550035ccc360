"""The texts of an extension and their translations, read without CKAN, Babel or Jinja."""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXTENSIONS = ("municipalities", "energy", "tiles")
SINGLE = {"_", "gettext"}
PLURAL = {"ungettext", "ngettext"}
_STRING = r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\""
_STRINGS = rf"(?:{_STRING})(?:\s*,\s*(?:{_STRING}))*"
_CALL = re.compile(rf"(?<![\w.])(_|gettext|ungettext|ngettext)\(\s*({_STRINGS})", re.DOTALL)
_CODE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_ENTRY = re.compile(r'^(msgid|msgid_plural|msgstr(?:\[\d\])?) (".*"(?:\n".*")*)$', re.MULTILINE)


@dataclass(frozen=True)
class Text:
    """A text to translate: `plural` is empty when it has one form."""

    single: str
    plural: str = ""


@dataclass(frozen=True)
class Entry:
    """An entry of a catalogue."""

    text: Text
    translations: tuple[str, ...]
    fuzzy: bool


def package(extension: str) -> Path:
    """The folder of an extension's package."""
    return ROOT / f"ckanext-rouen-{extension}" / "ckanext" / f"rouen_{extension}"


def catalogue(extension: str, language: str, suffix: str) -> Path:
    """A catalogue of an extension, as its source (.po) or compiled (.mo)."""
    return package(extension) / "i18n" / language / "LC_MESSAGES" / f"ckanext-rouen_{extension}{suffix}"


def texts(extension: str) -> set[Text]:
    """All texts that the code and the templates of an extension mark for translation."""
    found = {text for path in package(extension).rglob("*.py") for text in python_texts(path.read_text("utf-8"))}
    for path in (package(extension) / "templates").rglob("*.html"):
        found.update(template_texts(path.read_text("utf-8")))
    return found


def python_texts(source: str) -> Iterator[Text]:
    """The texts of a Python module."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            words = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            yield from _marked(name, words)


def template_texts(source: str) -> Iterator[Text]:
    """The texts of a Jinja template."""
    for code in _CODE.findall(_COMMENT.sub("", source)):
        for name, strings in _CALL.findall(code):
            yield from _marked(name, [ast.literal_eval(word) for word in re.findall(_STRING, strings)])


def _marked(name: str, words: list[str]) -> Iterator[Text]:
    if name in SINGLE and words:
        yield Text(words[0])
    if name in PLURAL and len(words) > 1:
        yield Text(words[0], words[1])


def entries(extension: str, language: str) -> list[Entry]:
    """The entries of a catalogue's source, without its header."""
    blocks = re.split(r"\n\s*\n", catalogue(extension, language, ".po").read_text("utf-8"))
    return [entry for entry in map(_entry, blocks) if entry.text.single]


def _entry(block: str) -> Entry:
    fields = {name: "".join(map(ast.literal_eval, lines.splitlines())) for name, lines in _ENTRY.findall(block)}
    translations = tuple(value for name, value in sorted(fields.items()) if name.startswith("msgstr"))
    fuzzy = any(line.startswith("#,") and "fuzzy" in line for line in block.splitlines())
    return Entry(Text(fields["msgid"], fields.get("msgid_plural", "")), translations, fuzzy)


def compiled(extension: str, language: str) -> gettext.GNUTranslations:
    """The catalogue that a portal loads."""
    with catalogue(extension, language, ".mo").open("rb") as stream:
        return gettext.GNUTranslations(stream)
