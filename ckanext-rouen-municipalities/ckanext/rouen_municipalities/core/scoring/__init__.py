"""How others score what a dataset says of itself, computed as they publish it: data.gouv.fr and MQA."""

from . import datagouv, mqa
from .record import File, Record

__all__ = ["File", "Record", "datagouv", "mqa"]
