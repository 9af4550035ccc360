"""A ZIP archive, looked at before anything in it is unpacked."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import IO

from ..issues import Issue, Refused
from ..limits import MEBIBYTE, Limits

#: below this size nothing is worth calling a bomb
_HARMLESS_BYTES = 64 * MEBIBYTE
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_CHUNK = MEBIBYTE
_NAMES_LISTED = 10
#: what an archive holds when it is a document of another kind
_OTHER_DOCUMENTS = (
    ("xl/workbook.bin", "XLSB"),
    ("word/document.xml", "DOCX"),
    ("ppt/presentation.xml", "PPTX"),
    ("Index/Document.iwa", "Numbers"),
)
_ODS = "application/vnd.oasis.opendocument.spreadsheet"
#: what computers put beside the files
_LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")

#: what the libraries raise for an archive that is not what its directory says
DAMAGES = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError, ValueError)


class Archive:
    """An archive whose directory is acceptable; raises Refused when it is not."""

    def __init__(self, stream: IO[bytes], limits: Limits) -> None:
        """``stream`` can be read at any place and stays open."""
        self._limits = limits
        with named_damage():
            self._zip = zipfile.ZipFile(stream)
        self._infos = [info for info in self._zip.infolist() if not info.is_dir()]
        self._refuse_bombs()
        self._refuse_secrets_and_doubles()

    @property
    def names(self) -> list[str]:
        """The files of the archive."""
        return [info.filename for info in self._infos]

    @cached_property
    def kind(self) -> str:
        """``XLSX``, ``ODS``, or ``ZIP`` for an archive that is no document; raises Refused for other documents."""
        names = set(self.names)
        for name, document in _OTHER_DOCUMENTS:
            if name in names:
                raise Refused(Issue("format-not-read", value=document))
        if "xl/workbook.xml" in names:
            return "XLSX"
        if "mimetype" not in names:
            return "ZIP"
        declared = self.head("mimetype", 100).decode("ascii", "replace").strip()
        if not declared.startswith(_ODS):
            raise Refused(Issue("format-not-read", value=declared.rpartition(".")[2] or "ZIP"))
        return "ODS"

    def only_file(self) -> str:
        """The one file of an archive that is no document; raises Refused."""
        files = [name for name in self.names if not _is_litter(name)]
        if not files:
            raise Refused(Issue("archive-empty"))
        if len(files) > 1:
            listed = ", ".join(files[:_NAMES_LISTED]) + (", …" if len(files) > _NAMES_LISTED else "")
            raise Refused(Issue("archive-many-files", value=listed))
        return files[0]

    def head(self, name: str, size: int) -> bytes:
        """The first ``size`` bytes of a file."""
        return next(self.chunks(name, size), b"")

    def chunks(self, name: str, size: int = _CHUNK) -> Iterator[bytes]:
        """The bytes of a file, unpacked, and never more of them than its directory says."""
        with named_damage(), self._zip.open(name) as stream:
            while chunk := stream.read(size):
                yield chunk

    def size(self, name: str) -> int:
        """How many bytes a file has, unpacked."""
        return self._zip.getinfo(name).file_size

    def _refuse_bombs(self) -> None:
        if len(self._infos) > self._limits.archive_entries:
            raise Refused(Issue("archive-many-entries", expected=str(self._limits.archive_entries)))
        unpacked = sum(info.file_size for info in self._infos)
        packed = sum(info.compress_size for info in self._infos)
        if unpacked > self._limits.unpacked_bytes:
            raise Refused(Issue("archive-too-large", value=str(unpacked), expected=str(self._limits.unpacked_bytes)))
        if unpacked > _HARMLESS_BYTES and unpacked > packed * self._limits.unpacked_ratio:
            raise Refused(Issue("archive-bomb", value=str(unpacked)))

    def _refuse_secrets_and_doubles(self) -> None:
        if any(info.flag_bits & _ENCRYPTED for info in self._infos):
            raise Refused(Issue("file-protected"))
        strange = any(info.compress_type not in _METHODS for info in self._infos)
        if strange or len(set(self.names)) < len(self.names):
            raise Refused(Issue("archive-damaged"))


@contextmanager
def named_damage() -> Iterator[None]:
    """What the libraries raise for a damaged archive, by its name."""
    try:
        yield
    except DAMAGES as error:
        raise Refused(Issue("archive-damaged")) from error


def _is_litter(name: str) -> bool:
    return name.startswith(_LITTER[0]) or name.rpartition("/")[2] in _LITTER
