"""Whole journeys at desk and phone width."""

import re

import pytest

from tests.browser.conftest import sideways_scroll, sign_in

ROLES = ["demo-province", "demo-city", "demo-county", "demo-association", "demo-body", "demo-expert", "demo-supervisor",
         "demo-candidate"]  # fmt: skip


def visit(page, address):
    response = page.goto(address)
    assert response.status == 200, f"{address}: {response.status}"
    assert sideways_scroll(page) <= 1, f"{address} is wider than the window"


def same_site_links(page, hall):
    links = page.eval_on_selector_all("nav a[href], main a[href]", "all => all.map(a => a.href)")
    pages = {link.split("#")[0] for link in links if link.startswith(hall)}
    return sorted(link for link in pages if not re.search(r"export=|/sign-out/|\.(pdf|xlsx|csv|json|zip|docx)$|/pdf/|download|template", link))


def test_everybody_finds_an_occupation_from_the_front_page(page, hall):
    visit(page, hall)
    page.fill("main input[type=search], main input[name=q]", "织布工")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    assert "织布工" in page.locator("main").inner_text()
    assert page.faults == []


def test_every_public_page_opens_and_fits_the_window(page, hall):
    visit(page, hall)
    for link in same_site_links(page, hall):
        visit(page, link)
    assert page.faults == []


@pytest.mark.parametrize("account", ROLES)
def test_each_role_signs_in_and_every_page_offered_opens(page, hall, accounts, account):
    sign_in(page, hall, account, accounts[account])
    assert "/sign-in/" not in page.url
    assert sideways_scroll(page) <= 1
    for link in same_site_links(page, hall)[:25]:
        visit(page, link)
    assert page.faults == []


def test_a_wrong_password_is_refused_with_words_and_the_name_is_kept(page, hall):
    sign_in(page, hall, "demo-city", "wrong")
    assert "/sign-in/" in page.url
    assert page.input_value("input[name=username]") == "demo-city"


def test_the_page_can_be_switched_to_english_and_back(page, hall):
    visit(page, hall)
    page.context.add_cookies([{"name": "liangcai_hall_language", "value": "en", "url": hall}])
    visit(page, hall)
    assert page.locator("html").get_attribute("lang").startswith("en")
    assert re.search(r"\b(Sign in|Search)\b", page.locator("body").inner_text())


def test_a_first_visit_weighs_less_than_300_kilobytes(chromium, hall):
    """Compressed, everything the page loads, styles and scripts included."""
    context = chromium.new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    weights = []
    session.on("Network.loadingFinished", lambda e: weights.append(e["encodedDataLength"]))
    page.goto(hall, wait_until="networkidle")
    context.close()
    assert 0 < sum(weights) < 300_000, sum(weights)


def test_pages_can_be_read_without_javascript(chromium, hall):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    for path in ("/", "/occupations/", "/bodies/"):
        assert page.goto(hall + path).status == 200
        assert len(page.locator("main").inner_text()) > 100
    context.close()
