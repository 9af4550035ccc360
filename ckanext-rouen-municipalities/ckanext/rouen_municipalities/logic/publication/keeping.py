"""Keeping an uploaded file under its hash."""

from __future__ import annotations

import mimetypes

import ckan.plugins.toolkit as tk
from ckan.lib import munge
from werkzeug.datastructures import FileStorage

from ... import config
from ...core.publication import KeptFile
from ...core.tabular.limits import MEBIBYTE
from ...store import files
from ...store.room import is_disk_full


def keep_upload(upload: FileStorage) -> KeptFile:
    """Keep an upload; raises ValidationError, in words, when it is too large or the disk is full."""
    name = munge.munge_filename(upload.filename or "")
    try:
        sha256, size = files.keep(upload.stream, config.upload_bytes())
    except files.FileTooLarge as error:
        message = tk._("Fichier trop gros : {limit} Mo au plus.").format(limit=error.limit // MEBIBYTE)
        raise tk.ValidationError({"upload": [message]}) from error
    except OSError as error:
        if not is_disk_full(error):
            raise
        message = tk._("Le serveur n'a plus de place pour ce fichier, rien n'a changé : réessayez plus tard.")
        raise tk.ValidationError({"upload": [message]}) from error
    return KeptFile(name=name, sha256=sha256, bytes=size, mimetype=mimetypes.guess_type(name)[0])
