"""A custodian's day of assembly in a real browser: open the bank, assemble, see the proof, compute again, replace."""

from __future__ import annotations

import os
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

from tests.browser.conftest import COMMAND, free_port


@pytest.fixture(scope="module")
def vault_site(demonstration):  # noqa: F811
    port = free_port()
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("LIANGCAI", "DJANGO", "DATABASE_URL"))}
    command = [str(COMMAND), "serve", "--site", "vault", "--demo", "--data", str(demonstration), "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=clean)
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


def test_from_the_open_bank_to_a_replaced_item(chromium, demonstration, vault_site):
    folder = Path(demonstration) / "demo"
    lines = (folder / "ACCOUNTS.txt").read_text(encoding="utf-8").splitlines()[1:]
    passwords = dict(line.split("\t") for line in lines)
    shares = [line for line in next(folder.glob("密钥份额*")).read_text(encoding="utf-8").splitlines() if line]
    page = chromium.new_page()
    page.goto(f"{vault_site}/sign-in/")
    page.fill("[name=username]", "demo-custodian-1")
    page.fill("[name=password]", passwords["vault demo-custodian-1"])
    page.click("main button[type=submit]")
    page.goto(f"{vault_site}/open/")
    for name, value in (("first_share", shares[0]), ("second_name", "demo-custodian-2"), ("purpose", "组卷"),
                        ("second_password", passwords["vault demo-custodian-2"]), ("second_share", shares[1])):  # fmt: skip
        page.fill(f"[name={name}]", value)
    page.click("main .btn-primary")
    page.wait_for_load_state()

    page.goto(f"{vault_site}/papers/")
    page.select_option("#id_blueprint", index=1)
    page.fill("#id_forms_wanted", "2")
    page.click("text=先预估")
    page.wait_for_selector("text=各单元可用量足够")
    page.click("form.panel button:has-text('组卷')")
    page.wait_for_selector("text=距理论最优的证明上限")
    first = page.url
    assert page.locator("text=≠").count() == 0
    page.click("text=按同一种子复算")
    page.wait_for_selector("text=复算一致")

    page.click("a:has-text('A 卷')")
    page.click("a:has-text('换题') >> nth=0")
    page.click("[name=item_number] >> nth=0")
    page.fill("#reason", "题干有歧义")
    page.click("text=换题并重新签发")
    page.wait_for_selector("text=已换题，证明与证书重新签发")
    assert page.url != first
    page.goto(first)
    assert page.locator("text=只作留存").count() == 1
    page.set_viewport_size({"width": 390, "height": 844})
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    page.close()
