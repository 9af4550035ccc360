"""Solr 9 from Maven's jars, started by a launcher of ours, with CKAN's schema made French."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import shutil
import urllib.parse
import urllib.request
from pathlib import Path

from machine import shares, stamps, synonyms
from machine.french_schema import make_french
from machine.ports import Ports
from machine.process import run
from machine.world import World

USER = "ckan"
CORE = "ckan"
#: CKAN's own schema, for tests that compare with it.
STOCK_CORE = "ckan_stock"
DEPENDENCY_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"
ANSWER_SECONDS = 5
MEMORY = ("-Xms256m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError")


def libraries_ready(world: World) -> bool:
    """Whether Solr's jars are there."""
    return stamps.is_done(world.shared / "stamps", "solr-lib", stamps.digest(_pom(world)))


def install_libraries(world: World, log: Path) -> None:
    """Fetch Solr's jars; the folder appears when it is whole."""
    unfinished = world.shared / "solr-lib.new"
    shutil.rmtree(unfinished, ignore_errors=True)
    maven = ["mvn", "--batch-mode", "--quiet", "-f", _pom(world), DEPENDENCY_PLUGIN, f"-DoutputDirectory={unfinished}"]
    run(maven, log=log)
    shutil.rmtree(world.solr_libraries, ignore_errors=True)
    unfinished.rename(world.solr_libraries)
    stamps.mark_done(world.shared / "stamps", "solr-lib", stamps.digest(_pom(world)))


def configure(world: World) -> None:
    """Write Solr's home. A core whose schema changed loses its index, which CKAN can always write again."""
    sources = world.clone / "deploy" / "solr"
    world.folder("solr")
    world.write(world.state / "solr" / "solr.xml", (sources / "solr.xml").read_text())
    world.write(world.state / "etc" / "log4j2.xml", (sources / "log4j2.xml").read_text())
    world.write(world.state / "etc" / "SolrMain.java", (sources / "SolrMain.java").read_text())
    if not (world.state / "solr" / "security.json").exists():
        world.write(world.state / "solr" / "security.json", _security(world.secret("solr")), mode=0o600)
    for core in cores(world):
        _configure_core(world, core, _core_files(world))
    if not world.is_portal:
        stock = {**_core_files(world), "schema.xml": _ckan_schema(world).read_text(), "synonyms.txt": ""}
        _configure_core(world, STOCK_CORE, stock)


def cores(world: World) -> list[str]:
    """The cores that a world searches with."""
    return [CORE, *(share.core for share in shares.of(world))]


def home_digest(world: World) -> str:
    """What a running Solr depends on."""
    home = world.state / "solr"
    files = [path for path in stamps.source_files(home) if "data" not in path.relative_to(home).parts]
    return stamps.digest(*files)


def command(world: World, ports: Ports) -> list[str]:
    """The command that the supervisor runs."""
    properties = {
        "solr.solr.home": world.state / "solr",
        "solr.log.dir": world.state / "log",
        "solr.install.dir": world.state / "solr",
        "jetty.port": ports.solr,
        "log4j2.configurationFile": world.state / "etc" / "log4j2.xml",
        "disable.v2.api": "true",
        "disable.configEdit": "true",
        "java.io.tmpdir": world.state / "tmp",
    }
    options = [f"-D{name}={value}" for name, value in properties.items()]
    return ["java", *MEMORY, *options, "-cp", f"{world.solr_libraries}/*", str(world.state / "etc" / "SolrMain.java")]


def url(ports: Ports, core: str = CORE) -> str:
    """The address of a core."""
    return f"http://127.0.0.1:{ports.solr}/solr/{core}"


def answers(world: World, ports: Ports, core: str = CORE) -> bool:
    """Whether a core takes our password and answers a search."""
    try:
        return count(world, ports, "*:*", core) >= 0
    except OSError:
        return False


def count(world: World, ports: Ports, query: str, core: str = CORE) -> int:
    """How many documents a query finds."""
    token = base64.b64encode(f"{USER}:{world.secret('solr')}".encode()).decode()
    address = f"{url(ports, core)}/select?rows=0&q={urllib.parse.quote(query)}"
    request = urllib.request.Request(address, headers={"Authorization": f"Basic {token}"})
    with _direct().open(request, timeout=ANSWER_SECONDS) as response:
        found: int = json.load(response)["response"]["numFound"]
    return found


def _direct() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(urllib.request.ProxyHandler({}))


def _pom(world: World) -> Path:
    return world.clone / "deploy" / "solr" / "pom.xml"


def _configure_core(world: World, core: str, files: dict[str, str]) -> None:
    folder = world.folder("solr", core)
    conf = world.folder("solr", core, "conf")
    world.folder("solr", core, "conf", "lang")
    world.write(folder / "core.properties", f"name={core}\n")
    changed = [world.write(conf / name, text) for name, text in files.items()]
    if any(changed):
        shutil.rmtree(folder / "data", ignore_errors=True)


def _core_files(world: World) -> dict[str, str]:
    source = world.clone / "deploy" / "solr" / "conf"
    files = {str(path.relative_to(source)): path.read_text() for path in stamps.source_files(source)}
    little = synonyms.little_words(files["stopwords.txt"])
    files["synonyms.txt"] = synonyms.prepare((world.clone / "config" / "synonyms.txt").read_text(), little)
    files["schema.xml"] = make_french(_ckan_schema(world).read_text())
    return files


def _ckan_schema(world: World) -> Path:
    return next(world.environment.glob("lib/python3*/site-packages/ckan/config/solr/schema.xml"))


# Solr's own format: base64 of SHA-256 applied twice to salt and password, a space, base64 of the salt.
def _security(password: str) -> str:
    salt = secrets.token_bytes(32)
    once = hashlib.sha256(salt + password.encode()).digest()
    stored = f"{base64.b64encode(hashlib.sha256(once).digest()).decode()} {base64.b64encode(salt).decode()}"
    authentication = {"class": "solr.BasicAuthPlugin", "blockUnknown": True, "credentials": {USER: stored}}
    return json.dumps({"authentication": authentication}, indent=1)
