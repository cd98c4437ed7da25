"""A real Chromium before a real server that serves the demonstration."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.cli.conftest import COMMAND, demonstration  # noqa: F401

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright runs a loop in this thread


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def hall(demonstration) -> str:  # noqa: F811
    port = free_port()
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("LIANGCAI", "DJANGO", "DATABASE_URL"))}
    server = subprocess.Popen([str(COMMAND), "serve", "--data", str(demonstration), "--port", str(port)],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=clean)  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    for _ in range(100):
        try:
            urllib.request.urlopen(address, timeout=2).read()
            break
        except OSError:
            time.sleep(0.2)
    yield address
    server.terminate()
    server.wait(10)


@pytest.fixture(scope="session")
def accounts(demonstration) -> dict[str, str]:  # noqa: F811
    """{account of the hall: password} as the demonstration left them."""
    lines = Path(demonstration / "demo" / "ACCOUNTS.txt").read_text(encoding="utf-8").splitlines()[1:]
    return {line.split("\t")[0].removeprefix("hall "): line.split("\t")[1] for line in lines if line.startswith("hall ")}


@pytest.fixture(scope="session")
def chromium() -> Browser:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, headless=True, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(params=[(1280, 900), (390, 844)], ids=["desk", "phone"])
def page(chromium, request) -> Page:
    width, height = request.param
    context = chromium.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
    page = context.new_page()
    page.faults = []
    page.on("console", lambda m: page.faults.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: page.faults.append(str(e)))
    yield page
    context.close()


def sign_in(page: Page, hall: str, account: str, password: str) -> None:
    page.goto(f"{hall}/sign-in/")
    page.fill("input[name=username]", account)
    page.fill("input[name=password]", password)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()


def sideways_scroll(page: Page) -> int:
    """Pixels that the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
