"""What was said for ever: tables to which the application may add, and of which it can change nothing.

A trigger of theirs refuses every change. The owner of a table can set its triggers aside, so the application must not
own them: between two migrations they belong to a role that nobody logs in as. Who owns their schema could drop them.
"""

from __future__ import annotations

from machine import postgres
from machine.ports import Ports
from machine.world import World

KEEPER = "rouen_records"
_GUARDED = r"SELECT tgrelid::regclass AS name, tgname FROM pg_trigger WHERE tgname LIKE 'rouen\_kpi\_%\_append\_only'"

HAND_OUT = f"""
DO $$ DECLARE guarded record; BEGIN
  FOR guarded IN {_GUARDED} LOOP
    EXECUTE format('ALTER TABLE %s OWNER TO {postgres.OWNER}', guarded.name);
  END LOOP;
END $$
"""
TAKE_BACK = f"""
DO $$ DECLARE guarded record; BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{KEEPER}') THEN CREATE ROLE {KEEPER} NOLOGIN; END IF;
  ALTER SCHEMA public OWNER TO {postgres.ADMIN};
  GRANT USAGE, CREATE ON SCHEMA public TO {postgres.OWNER};
  GRANT USAGE ON SCHEMA public TO {KEEPER};
  FOR guarded IN {_GUARDED} LOOP
    EXECUTE format('ALTER TABLE %s OWNER TO {KEEPER}', guarded.name);
    EXECUTE format('REVOKE ALL ON %s FROM {postgres.OWNER}', guarded.name);
    EXECUTE format('GRANT SELECT, INSERT ON %s TO {postgres.OWNER}', guarded.name);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', guarded.name, guarded.tgname);
  END LOOP;
END $$
"""  # noqa: S608 - our own constants


def hand_out(world: World, ports: Ports, database: str) -> None:
    """Let a migration change the tables themselves."""
    postgres.sql(world, ports, database, HAND_OUT)


def take_back(world: World, ports: Ports, database: str) -> None:
    """Leave the application no right to them but to read and to add."""
    postgres.sql(world, ports, database, TAKE_BACK)
