"""The presets of the importer: one module per source."""

from . import (
    ademe,
    data_connect,
    enedis_account,
    enedis_export,
    enedis_sge,
    gas_bills,
    grdf_account,
    grdf_adict,
    operat,
)
from .preset import Preset

_SOURCES = (
    enedis_account,
    enedis_export,
    enedis_sge,
    data_connect,
    grdf_adict,
    grdf_account,
    gas_bills,
    operat,
    ademe,
)


def presets() -> list[Preset]:
    """Every layout of others that is known without a mapping."""
    return [preset for source in _SOURCES for preset in source.PRESETS]
