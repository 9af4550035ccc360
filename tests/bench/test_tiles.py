"""Requests a second for the tiles' manifest, beside CKAN's `status_show` and beside nginx with the same bytes; how long
one takes at a steady rate; the memory of the process; what a commit waits.

Every server is held to one core, what asks it to another.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from backstage import Backstage, children, peak_memory
from figures import Figure, Figures, ratios
from hammer import Asker
from outside import until
from tile_closer import Closer

SERVER_CORE, CLIENT_CORE = 0, 1
CONNECTIONS, SECONDS = 16, 3
SMALLEST_304 = 400
RATE, P99_MILLISECONDS, MEMORY_MEBIBYTES, MEBIBYTE = 2_000, 20, 150, 1 << 20
COMMUNE, COMMITS = "76540", 100
TILES, SITE = os.environ["ROUEN_TILES_URL"], os.environ["ROUEN_SITE_URL"]
SETTINGS = """\
daemon off;
worker_processes 1;
pid {folder}/pid;
error_log stderr;
events {{}}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000000;
    {more}
    types {{ application/json json; }}
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{ listen 127.0.0.1:{port}; root {folder}; }}
}}
"""


@pytest.fixture
def one_core(backstage: Backstage) -> Iterator[None]:
    """The services that are asked, each on the one core for servers."""
    if len(os.sched_getaffinity(0)) <= CLIENT_CORE:
        pytest.skip("this needs two cores: one for the servers, one for what asks them")
    served = [pid for name in ("tiles", "web") for pid in family(backstage.pid(name))]
    for pid in served:
        hold(pid, {SERVER_CORE})
    yield
    for pid in served:
        hold(pid, os.sched_getaffinity(0))


@pytest.fixture
def static(tmp_path: Path) -> Iterator[str]:
    """The address of the manifest's bytes as a file, served by nginx as it comes."""
    with nginx_serving(tmp_path) as address:
        yield address


@pytest.fixture
def static_kept_open(tmp_path: Path) -> Iterator[str]:
    """The same by an nginx that keeps the file open, and so looks for a newer one only once a minute."""
    with nginx_serving(tmp_path / "open", "open_file_cache max=10;") as address:
        yield address


@pytest.mark.usefixtures("one_core")
def test_manifest_beside_status_show_and_a_static_file(
    static: str, static_kept_open: str, figures: Figures, pytestconfig: pytest.Config
) -> None:
    manifest = f"{TILES}/manifest"
    assert requests.get(static, timeout=10).content == requests.get(manifest, timeout=10).content
    etag = requests.get(manifest, headers={"Accept-Encoding": "identity"}, timeout=10).headers["ETag"]
    asked = {
        "manifest": [manifest],
        "304": ["-H", f"If-None-Match: {etag}", manifest],
        "inside": [f"{SITE}/api/tiles/v1/manifest"],
        "nginx": [static],
        "nginx, file open": [static_kept_open],
        "status_show": [f"{SITE}/api/3/action/status_show"],
    }
    rates: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(pytestconfig.getoption("--runs")):
        for name, arguments in asked.items():
            rates[name].append(requests_per_second(arguments))
    size = len(unchanged_answer(etag))
    figures.add(Figure("manifest, own process", "requests/s", rates["manifest"]))
    figures.add(Figure("manifest unchanged (304), own process", "requests/s", rates["304"]))
    figures.add(Figure("manifest, inside CKAN's process", "requests/s", rates["inside"]))
    figures.add(Figure("nginx, the same bytes as a file", "requests/s", rates["nginx"]))
    figures.add(Figure("nginx, the file kept open", "requests/s", rates["nginx, file open"]))
    figures.add(Figure("status_show", "requests/s", rates["status_show"]))
    figures.add(Figure("manifest ÷ nginx", "ratio", ratios(rates["manifest"], rates["nginx"]), aim=0.6))
    figures.add(Figure("manifest ÷ status_show", "ratio", ratios(rates["manifest"], rates["status_show"]), aim=40))
    figures.add(Figure("304, head and body", "bytes", [size], aim=SMALLEST_304, lower_is_better=True))


@pytest.mark.usefixtures("one_core")
def test_how_long_a_request_takes_at_a_steady_rate(
    backstage: Backstage, figures: Figures, pytestconfig: pytest.Config
) -> None:
    release = requests.get(f"{TILES}/{requests.get(f'{TILES}/manifest', timeout=10).json()['release']}", timeout=10)
    data = next(tile["data"] for tile in release.json()["tiles"] if tile["data"])
    for name, path in {"manifest": "manifest", "data": f"{data}?commune={COMMUNE}"}.items():
        plain = requests.get(f"{TILES}/{path}", headers={"Accept-Encoding": "identity"}, timeout=10).content
        waits = []
        for _ in range(pytestconfig.getoption("--runs")):
            found = Asker(f"{TILES}/{path}", plain).ask(RATE * SECONDS, rate=RATE)
            assert found.wrong == []
            waits.append(1000 * found.percentile(0.99))
        title = f"{name}, 99 of 100 requests at {RATE} a second"
        figures.add(Figure(title, "ms", waits, aim=P99_MILLISECONDS, lower_is_better=True))
    most = [sum(peak_memory(pid) for pid in family(backstage.pid("tiles"))) / MEBIBYTE]
    figures.add(Figure("processes of the tiles, most memory", "MiB", most, aim=MEMORY_MEBIBYTES, lower_is_better=True))


def test_what_a_commit_that_closes_nothing_waits_for_the_tiles(backstage: Backstage, figures: Figures) -> None:
    closer = Closer(backstage.world.ini)
    closer.look()
    waits = [1000 * closer.look() for _ in range(COMMITS)]
    figures.add(Figure("a commit of a dataset that closes no tile, wait for them", "ms", waits))


@contextmanager
def nginx_serving(folder: Path, more: str = "") -> Iterator[str]:
    """The address of the manifest's bytes under an nginx with these settings more."""
    folder.mkdir(exist_ok=True)
    (folder / "manifest.json").write_bytes(requests.get(f"{TILES}/manifest", timeout=10).content)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = folder / "nginx.conf"
    settings.write_text(SETTINGS.format(folder=folder, port=port, more=more), encoding="utf-8")
    command = [os.environ["ROUEN_NGINX"], "-e", "stderr", "-p", str(folder), "-c", str(settings)]
    with subprocess.Popen(["taskset", "-c", str(SERVER_CORE), *command]) as server:
        address = f"http://127.0.0.1:{port}/manifest.json"
        until(lambda: answers(address), "nginx does not answer")
        yield address
        server.terminate()


def requests_per_second(arguments: list[str]) -> float:
    """What one core of clients gets from a server."""
    options = ["-t", "1", "-c", str(CONNECTIONS), "-d", str(SECONDS)]
    command = ["taskset", "-c", str(CLIENT_CORE), "wrk", *options, *arguments]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "Non-2xx" not in told, told
    assert "Socket errors" not in told, told
    found = re.search(r"Requests/sec: +([0-9.]+)", told)
    assert found, told
    return float(found[1])


def unchanged_answer(etag: str) -> bytes:
    """The whole answer, head and body, to somebody who has the manifest."""
    host, port = TILES.split("/")[2].split(":")
    question = f"GET /api/tiles/v1/manifest HTTP/1.1\r\nHost: x\r\nIf-None-Match: {etag}\r\nConnection: close\r\n\r\n"
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(question.encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 304"), answer
    return answer


def answers(address: str) -> bool:
    """Whether something is served there."""
    try:
        return requests.get(address, timeout=1).ok
    except requests.ConnectionError:
        return False


def family(pid: int) -> list[int]:
    """A process and all that it has started."""
    return [pid, *(one for child in children(pid) for one in family(child))]


def hold(pid: int, cores: set[int]) -> None:
    """Hold every thread of a process to some cores."""
    for thread in Path(f"/proc/{pid}/task").iterdir():
        os.sched_setaffinity(int(thread.name), cores)
