"""A tile as YAML: read with every ambiguity refused, written so that it reads back the same."""

from __future__ import annotations

import re
from typing import Any

import yaml
from yaml.reader import ReaderError

from ..messages import Refused, refuse

MAXIMUM_BYTES = 64 * 1024
MAXIMUM_DEPTH = 12

_PLAIN = re.compile(r"~|null|true|false|-?(0|[1-9]\d{0,15})|-?(0|[1-9]\d{0,15})\.\d{1,15}")
#: No longer than a number may be: to show what thousands of digits would be read as is refused by Python.
_OCTAL = re.compile(r"0[0-7]{1,15}")
_STR, _BOOL = "tag:yaml.org,2002:str", "tag:yaml.org,2002:bool"
#: Spaces that a word processor writes and YAML does not take for any.
_SPACE = re.compile(r"[\u00a0\u2000-\u200b\u202f\u205f\u3000\ufeff]")


def load(content: bytes | str) -> Any:
    """The document in this text, as mappings, lists, texts, numbers. Raises Refused."""
    text = decoded(content)
    try:
        return _Loader(text).get_single_data()
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise refuse("yaml-character", line=line, character=f"U+{ord(text[error.position]):04X}") from None
    except yaml.YAMLError as error:
        raise _syntax(error, text.splitlines()) from None


def dump(document: Any) -> str:
    """The document as YAML that `load` reads back to the same document."""
    return yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)


class _Loader(yaml.SafeLoader):
    """PyYAML's safe loader without aliases, tags, repeated keys, or values that a reader could take for another."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise refuse("yaml-alias", line=line)
        if getattr(event, "tag", None):
            raise refuse("yaml-tag", line=line, tag=event.tag)
        if self.depth >= MAXIMUM_DEPTH:
            raise refuse("yaml-depth", line=line, maximum=MAXIMUM_DEPTH)
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        if isinstance(node, yaml.ScalarNode):
            _check_scalar(node)
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode) or key.tag != _STR:
                raise refuse("yaml-key", line=line)
            if key.value in seen:
                raise refuse("yaml-duplicate", line=line, key=key.value)
            seen.add(key.value)
        return super().construct_mapping(node, deep)

    def get_single_data(self) -> Any:
        documents = []
        while self.check_data():  # type: ignore[no-untyped-call]
            documents.append(self.get_data())
            if len(documents) > 1:
                raise refuse("yaml-documents")
        if not documents:
            raise refuse("empty")
        return documents[0]


class _Dumper(yaml.SafeDumper):
    """Writes no alias: a value that appears twice is written twice."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def decoded(content: bytes | str) -> str:
    """The text of a file, which must be UTF-8 and small. Raises Refused."""
    try:
        raw = content.encode() if isinstance(content, str) else content
        text = raw[: MAXIMUM_BYTES + 1].decode("utf-8-sig") if len(raw) <= MAXIMUM_BYTES else ""
    except UnicodeError:
        raise refuse("yaml-not-utf8") from None
    if len(raw) > MAXIMUM_BYTES:
        raise refuse("yaml-too-large", bytes=len(raw), maximum=MAXIMUM_BYTES)
    return text


def _check_scalar(node: yaml.ScalarNode) -> None:
    """A plain value that YAML 1.1 reads as something else than it looks must be quoted."""
    if node.style is not None or node.tag == _STR or _PLAIN.fullmatch(node.value) or not node.value:
        return
    line, value = node.start_mark.line + 1, node.value
    if _OCTAL.fullmatch(value):
        raise refuse("yaml-octal", line=line, value=value, read=int(value, 8))
    if node.tag == _BOOL:
        raise refuse("yaml-truth", line=line, value=value, read=str(_Loader.bool_values[value.lower()]).lower())
    raise refuse("yaml-quote", line=line, value=value)


def _syntax(error: yaml.YAMLError, lines: list[str]) -> Refused:
    """What cannot be read, and where; a tabulator and a space that is none look right on the screen and are named."""
    mark = getattr(error, "problem_mark", None)
    at = mark.line if mark else 0
    detail = getattr(error, "problem", None) or str(error).splitlines()[0]
    if "\\t" in detail or "tab character" in detail:
        return refuse("yaml-tab", line=at + 1)
    strange = next((place for place in (at, at - 1) if 0 <= place < len(lines) and _SPACE.search(lines[place])), None)
    if strange is not None:
        return refuse("yaml-space", line=strange + 1)
    return refuse("yaml-syntax", line=at + 1, detail=detail)
