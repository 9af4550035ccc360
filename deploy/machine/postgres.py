"""PostgreSQL: a cluster of our own, reached over TCP with a password only."""

from __future__ import annotations

import shutil
from pathlib import Path

from machine import shares, stamps
from machine.failure import MachineError
from machine.ports import Ports
from machine.process import as_service, output, run, service_environment
from machine.world import World

ADMIN = "rouen_admin"
OWNER = "ckan_default"
READER = "datastore_default"
MAIN, DATASTORE = "ckan_default", "datastore_default"

SETTINGS = """\
# Written by deploy/up. PostgreSQL keeps the last of two equal settings.
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
password_encryption = 'scram-sha-256'
max_connections = 300
shared_buffers = '256MB'
work_mem = '16MB'
maintenance_work_mem = '128MB'
max_wal_size = '2GB'
wal_level = 'replica'
max_wal_senders = 4
idle_in_transaction_session_timeout = '5min'
tcp_user_timeout = '30s'
tcp_keepalives_idle = '60s'
lock_timeout = 0
# Every question of the portal is short: compiling it would take longer than answering it.
jit = off
default_text_search_config = 'pg_catalog.french'
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %u@%d '
log_lock_waits = on
"""
COMMITS = "synchronous_commit = off"
ACCESS = """\
# Written by deploy/up: everyone needs a password, and comes from this machine.
host all         all 127.0.0.1/32 scram-sha-256
host replication all 127.0.0.1/32 scram-sha-256
"""


def program(name: str) -> Path:
    """The path of one of PostgreSQL's programs, newest version first."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: -int(path.parts[4]))
    if not found:
        raise MachineError(f"PostgreSQL's {name} is not installed.")
    return found[0]


def data_folder(world: World) -> Path:
    """Where the cluster lies."""
    return world.state / "postgres"


def create_cluster(world: World, log: Path) -> None:
    """Make the cluster, under a temporary name that is renamed when all went well."""
    unfinished = world.state / "postgres.new"
    shutil.rmtree(unfinished, ignore_errors=True)
    world.secret("postgres_admin")
    run(
        [
            program("initdb"),
            "--pgdata",
            unfinished,
            "--username",
            ADMIN,
            "--auth",
            "scram-sha-256",
            "--pwfile",
            world.state / "secrets" / "postgres_admin",
            "--encoding",
            "UTF8",
            "--locale",
            "C.UTF-8",
        ],
        log=log,
        **as_service(world),
    )
    unfinished.rename(data_folder(world))


def configure(world: World) -> None:
    """Write the settings that differ from PostgreSQL's own, and who may connect."""
    folder = data_folder(world)
    world.write(folder / "rouen.conf", SETTINGS, mode=0o600)
    world.write(folder / "pg_hba.conf", ACCESS, mode=0o600)
    main = (folder / "postgresql.conf").read_text()
    line = "include 'rouen.conf'\n"
    if line not in main:
        world.write(folder / "postgresql.conf", main + line, mode=0o600)


def remove_stale_pid(world: World) -> None:
    """Remove the pid file of a server that is gone: after a reboot its number may be anyone's."""
    path = data_folder(world) / "postmaster.pid"
    if path.exists() and not _is_postgres(int(path.read_text().splitlines()[0])):
        path.unlink()


def command(world: World, ports: Ports) -> list[str]:
    """The command that the supervisor runs."""
    return [str(program("postgres")), "-D", str(data_folder(world)), "-p", str(ports.postgres)]


def url(world: World, ports: Ports, role: str, database: str) -> str:
    """The address of a database for SQLAlchemy."""
    return f"postgresql://{role}:{world.secret('postgres_' + role)}@127.0.0.1:{ports.postgres}/{database}"


def sql(world: World, ports: Ports, database: str, text: str) -> str:
    """Run SQL as the cluster's administrator."""
    options = as_service(world, service_environment(world, PGPASSWORD=world.secret("postgres_admin")))
    words = [
        program("psql"),
        "-h",
        "127.0.0.1",
        "-p",
        ports.postgres,
        "-U",
        ADMIN,
        "-d",
        database,
        "-X",
        "-q",
        "-A",
        "-t",
        "-v",
        "ON_ERROR_STOP=1",
        "-f",
        "-",
    ]
    return output(words, input=text, **options)


def create_databases(world: World, ports: Ports, log: Path) -> None:
    """Create the roles and databases that are missing, but for those that are copied."""
    tested = [name for share in shares.of(world)[:1] for name in (share.main, share.datastore)]
    names = [MAIN, DATASTORE, *tested]
    inputs = stamps.digest(names, COMMITS, data_folder(world).stat().st_ino)
    if stamps.is_done(world.state / "stamps", "databases", inputs):
        return
    for role in (OWNER, READER):
        _create_role(world, ports, role)
    for database in names:
        _create_database(world, ports, database)
    for database in tested:
        _forget_sooner(world, ports, database)
    stamps.mark_done(world.state / "stamps", "databases", inputs)


def copy_database(world: World, ports: Ports, database: str, copy: str) -> None:
    """Have a database of tests once more, with its tables and permissions; what the copy held before is gone."""
    sql(world, ports, "postgres", f"DROP DATABASE IF EXISTS {copy}")
    sql(world, ports, "postgres", f"CREATE DATABASE {copy} OWNER {OWNER} TEMPLATE {database}")
    _forget_sooner(world, ports, copy)


def _create_role(world: World, ports: Ports, role: str) -> None:
    password = world.secret("postgres_" + role)
    exists = sql(world, ports, "postgres", f"SELECT 1 FROM pg_roles WHERE rolname = '{role}'")  # noqa: S608 - our own constant
    verb = "ALTER" if exists.strip() else "CREATE"
    sql(world, ports, "postgres", f"{verb} ROLE {role} LOGIN PASSWORD '{password}'")


def _create_database(world: World, ports: Ports, database: str) -> None:
    exists = sql(world, ports, "postgres", f"SELECT 1 FROM pg_database WHERE datname = '{database}'")  # noqa: S608 - our own constant
    if not exists.strip():
        sql(world, ports, "postgres", f"CREATE DATABASE {database} OWNER {OWNER} TEMPLATE template0 ENCODING 'UTF8'")


def _forget_sooner(world: World, ports: Ports, database: str) -> None:
    """Have a database that is emptied before each test not wait for the disk; those of the services still do."""
    sql(world, ports, "postgres", f"ALTER DATABASE {database} SET {COMMITS}")


def _is_postgres(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip() == "postgres"
    except OSError:
        return False
