"""Takes the README's pictures: serves a fresh demonstration and photographs pages at desk and phone width."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PAGES = {"hall-home": "/", "hall-occupation": "/occupations/6-04-03-03/", "hall-career": "/career/"}
PORT = 8765


def use_our_fonts(home: Path) -> None:
    """Chromium finds the fonts of the lock file, so that pictures look the same on every machine."""
    from liangcai.kernel.fonts import font_folder

    fonts = home / ".local" / "share" / "fonts"
    fonts.mkdir(parents=True)
    for font in font_folder().glob("*.otf"):
        shutil.copy(font, fonts)


def main() -> int:
    command = Path(sys.executable).with_name("liangcai")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        use_our_fonts(home)
        data = Path(folder) / "data"
        subprocess.run([command, "demo", "--data", data, "--json"], check=True, stdout=subprocess.DEVNULL)
        server = subprocess.Popen([command, "serve", "--data", data, "--port", str(PORT)])
        try:
            wait(f"http://127.0.0.1:{PORT}/")
            photograph(home)
        finally:
            server.terminate()
            server.wait()
    return 0


def wait(address: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(address, timeout=2).read()
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not start")


def photograph(home: Path) -> None:
    out = ROOT / "docs" / "pictures"
    out.mkdir(exist_ok=True)
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"],
                                             env={**os.environ, "HOME": str(home)})  # fmt: skip
        for width, suffix in ((1280, ""), (390, "-phone")):
            page = browser.new_page(viewport={"width": width, "height": 900})
            for name, path in PAGES.items():
                if page.goto(f"http://127.0.0.1:{PORT}{path}").status != 200:
                    raise RuntimeError(f"{path} is no page")
                page.screenshot(path=out / f"{name}{suffix}.png")
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
