"""Whether the databases answer."""

from __future__ import annotations

import sqlalchemy as sa
from ckan import model
from sqlalchemy.exc import SQLAlchemyError

from ckanext.datastore.backend.postgres import get_read_engine


def databases_answer() -> bool:
    """Whether both databases answer the simplest question."""
    try:
        for engine in (model.meta.engine, get_read_engine()):
            with engine.connect() as connection:
                connection.execute(sa.text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True
