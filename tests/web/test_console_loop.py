"""The whole loop in a real browser, from a pivot to an approved answer: by mouse, keys, phone, dark."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from governance import list_cases, list_messages, read_partner
from pivotwatch.governing import outbox_of
from tests.api.api_world import ACME
from tests.governance.mail_servers import SmtpServer
from tests.web.web_world import PASSWORD, PICTURES, Console

pytestmark = pytest.mark.needs("chromium")
_PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


def _deliver(console: Console, mail: SmtpServer) -> str:
    """Let the outbox send what is approved; return the link in the e-mail that arrived."""
    (done,) = list(outbox_of(console.service.app).deliver())
    assert done.outcome == "sent", done.reason
    (taken,) = mail.taken
    body = taken.get_body(("plain",))
    assert body is not None
    found = re.search(rf"{console.address}/answer/\S+", body.get_content())
    assert found is not None, body.get_content()
    return found[0]


def _answer(page: Page, link: str) -> None:
    page.goto(link)
    page.check("input[name=kind][value=planned]")
    page.fill("textarea", "We build an invoicing add-on <b>soon</b>.")
    page.locator("form button").last.click()
    page.wait_for_load_state()


def _loop(page: Page, partner: Page, console: Console, mail: SmtpServer, picture: str) -> None:
    console.sign_in(page, "mia")
    expect(page.locator("h1")).to_contain_text("changed their use case")
    page.screenshot(path=PICTURES / f"{picture}-1-week.png", full_page=True)
    page.click("#pivots ~ * a:has-text('Acme Tools')")
    page.click("text=Open a case")
    page.click("text=Draft an e-mail to the partner")
    subject = page.locator("input[name=subject]")
    subject.fill("Your use of our API, Acme")
    page.screenshot(path=PICTURES / f"{picture}-2-case.png", full_page=True)
    page.click("text=Approve and send")
    expect(page.locator("#told")).to_contain_text("Approved")
    _answer(partner, _deliver(console, mail))
    page.reload()
    expect(page.locator("main")).to_contain_text("The partner answered: planned")
    expect(page.locator("main")).to_contain_text("We build an invoicing add-on <b>soon</b>.")
    page.screenshot(path=PICTURES / f"{picture}-3-answered.png", full_page=True)
    page.click("button[name=decision][value=approved]")
    expect(page.locator("#told")).to_contain_text("approved")
    _is_done(console, mail)


def _is_done(console: Console, mail: SmtpServer) -> None:
    (case,) = list_cases(console.service.record)
    assert (case.state, case.resolution, case.owner) == ("resolved", "approved", "Mia Manager")
    partner, _ = read_partner(console.service.record, "acme")
    assert "Invoice readers" in partner.declared.groups
    (message,) = list_messages(console.service.record, case_id=case.case_id)
    assert (message.state, message.approved_by) == ("sent", "Mia Manager")
    assert mail.taken[0]["Subject"] == "Your use of our API, Acme"


def test_by_clicks(mailing: tuple[Console, SmtpServer], opened: Callable[..., Page]) -> None:
    """A manager clicks from the pivot to the approved answer, and the new use case is declared."""
    console, mail = mailing
    _loop(opened(console.address), opened(console.address), console, mail, "light")


def test_in_the_dark(mailing: tuple[Console, SmtpServer], opened: Callable[..., Page]) -> None:
    """The same on a dark desktop; the paper is dark and the ink is light."""
    console, mail = mailing
    page = opened(console.address, color_scheme="dark")
    _loop(page, opened(console.address, color_scheme="dark"), console, mail, "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 22, 24)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(232, 230, 225)"


def test_on_a_phone(mailing: tuple[Console, SmtpServer], opened: Callable[..., Page]) -> None:
    """The same on a phone, where no page scrolls sideways."""
    console, mail = mailing
    page = opened(console.address, **_PHONE)
    _loop(page, opened(console.address, **_PHONE), console, mail, "phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    expect(page.locator("nav[aria-label=Console]")).not_to_be_visible()
    page.click("text=Menu")
    page.click("nav >> text=Outbox")
    expect(page.locator("h1")).to_have_text("Outbox")


def _tab_to(page: Page, text: str) -> None:
    """Press Tab until the thing of this name has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        name = page.evaluate(
            "(e => (e.innerText || e.labels?.[0]?.innerText || e.value || '').trim())(document.activeElement)"
        )
        if text in name:
            return
    raise AssertionError(f"Tab never reached {text!r}")


def test_by_keyboard_alone(mailing: tuple[Console, SmtpServer], opened: Callable[..., Page]) -> None:
    """Signing in, opening a case, drafting, approving: with Tab, Enter and letters, and no mouse."""
    console, mail = mailing
    page = opened(console.address)
    page.goto(f"{console.address}/sign-in")
    expect(page.locator("#login")).to_be_focused()  # autofocus comes with the first painting, after "load"
    page.keyboard.type("mia")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{console.address}/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    _tab_to(page, "Acme Tools")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/pivots/{ACME}")
    for step in ("Open a case", "Draft an e-mail to the partner", "Approve and send"):
        _tab_to(page, step)
        with page.expect_navigation():
            page.keyboard.press("Enter")
    expect(page.locator("#told")).to_contain_text("Approved")
    _deliver(console, mail)
    assert len(mail.taken) == 1
