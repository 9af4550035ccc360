"""A tile as YAML: read with every ambiguity refused, written so that it reads back the same."""

from __future__ import annotations

import re
from typing import Any

import yaml

from ..messages import Refused, refuse

MAXIMUM_BYTES = 64 * 1024
MAXIMUM_DEPTH = 12

_PLAIN = re.compile(r"~|null|true|false|-?(0|[1-9]\d{0,15})|-?(0|[1-9]\d{0,15})\.\d{1,15}")
_OCTAL = re.compile(r"0[0-7]+")
_STR = "tag:yaml.org,2002:str"


def load(content: bytes | str) -> Any:
    """The document in this text, as mappings, lists, texts, numbers. Raises Refused."""
    text = decoded(content)
    try:
        return _Loader(text).get_single_data()
    except yaml.YAMLError as error:
        raise _syntax(error) from None


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
    raw = content.encode() if isinstance(content, str) else content
    if len(raw) > MAXIMUM_BYTES:
        raise refuse("yaml-too-large", bytes=len(raw), maximum=MAXIMUM_BYTES)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise refuse("yaml-not-utf8") from None


def _check_scalar(node: yaml.ScalarNode) -> None:
    """A plain value that YAML 1.1 reads as something else than it looks must be quoted."""
    if node.style is not None or node.tag == _STR or _PLAIN.fullmatch(node.value) or not node.value:
        return
    line, value = node.start_mark.line + 1, node.value
    if _OCTAL.fullmatch(value):
        raise refuse("yaml-octal", line=line, value=value, read=int(value, 8))
    raise refuse("yaml-quote", line=line, value=value)


def _syntax(error: yaml.YAMLError) -> Refused:
    mark = getattr(error, "problem_mark", None)
    detail = getattr(error, "problem", None) or str(error).splitlines()[0]
    return refuse("yaml-syntax", line=mark.line + 1 if mark else 1, detail=detail)
