"""A real server and a real Chromium. `server` runs `python server.py` on a database of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from data_access.engine import Engine
from tests.browser import last_seen

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A test that fails tells what stood on its screens, and what its browser complained about."""
    report = yield
    if report.failed and call.when == "call":
        for process in _running:
            if "server.py" in process.args:
                process.send_signal(signal.SIGUSR1)  # it writes what its threads are doing
        report.sections += last_seen.sections()
    if report.when == "teardown":
        last_seen.forget()
    return report


@dataclass(frozen=True)
class Server:
    """A running workbench and the database it works on."""

    url: str
    engine: Engine


_running: list[subprocess.Popen] = []


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_healthy(url: str, process: subprocess.Popen, seconds: float = 120) -> None:
    """Return when /healthz answers; fail with the server's own words when it ends or never does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=10):
                return
        except OSError:
            time.sleep(0.2)
    process.kill()
    pytest.fail(f"server.py did not become healthy:\n{process.communicate()[0]}")


@contextmanager
def running_server(engine: Engine, script: str = "server.py", port: int | None = None) -> Iterator[Server]:
    """`python server.py`, or another script of ours, on the database of `engine`."""
    port = port or free_port()
    address = engine.url.render_as_string(hide_password=False)
    process = subprocess.Popen(
        [sys.executable, script],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": address, "PORT": str(port), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    url = f"http://127.0.0.1:{port}"
    _running.append(process)
    try:
        wait_until_healthy(url, process)
        yield Server(url, engine)
    finally:
        _running.remove(process)
        process.terminate()
        print(process.communicate(timeout=20)[0][-20_000:])  # shown with a test that fails


@pytest.fixture
def start_server() -> Callable:
    """start_server(engine) is a context with a server on a database the test has filled."""
    return running_server


@pytest.fixture
def server(sqlite_engine: Engine) -> Iterator[Server]:
    """A server on an empty migrated SQLite database; the test fills it through `server.engine`."""
    with running_server(sqlite_engine) as running:
        yield running


class PatientBrowser:
    """Chromium whose tabs act as a person does: never on a page that is still being drawn.

    A press that meets a page in the middle of a run can hit an element that is replaced at that very moment, and
    is lost. A person sees the page move, and waits; so before each press and each look these tabs wait for the
    run to end.
    """

    def __init__(self, chromium):
        self.chromium = chromium

    def new_context(self, **wanted):
        """A browser of its own, in Chinese unless another `locale` is wanted."""
        context = self.chromium.new_context(**{"locale": "zh-CN", **wanted})
        context.set_default_timeout(60_000)
        context.on("page", self._wait_for_runs)
        context.on("page", last_seen.follow)
        return context

    @staticmethod
    def _wait_for_runs(page) -> None:
        # A page that lost its server in the middle of a run says "running" until it is back: that is not waited for.
        at_work = "[data-test-script-state=running][data-test-connection-state=CONNECTED]"
        page.add_locator_handler(page.locator(at_work), lambda: None)


@pytest.fixture(scope="session")
def browser() -> Iterator[PatientBrowser]:
    """Chromium; without one the browser tests are skipped, or fail when REQUIRE_BROWSER=1."""
    if not Path(CHROMIUM).is_file():
        reason = f"no Chromium at {CHROMIUM}: browser tests not run (set CHROMIUM to its path)"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import expect, sync_playwright

    # A busy machine takes longer than the five seconds that Playwright waits by itself.
    expect.set_options(timeout=60_000)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield PatientBrowser(chromium)
        chromium.close()


@pytest.fixture
def page(browser, server: Server) -> Iterator:
    """A fresh tab of a desktop browser; paths are relative to the server."""
    context = browser.new_context(base_url=server.url, viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


@pytest.fixture
def sign_in() -> Callable:
    """sign_in(page, username, password): through the sign-in page, until the app or the next page shows."""

    def through_the_page(page, username: str, password: str) -> None:
        if "/signin" not in page.url:
            page.goto("/signin")
        page.get_by_label("用户名").fill(username)
        page.get_by_label("密码", exact=True).fill(password)
        page.get_by_role("button", name="登录", exact=True).click()

    return through_the_page
