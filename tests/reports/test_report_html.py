"""The page: self-contained, escaped, the same for the same data."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from foundation import Warehouse
from reports import read_report, render_html
from tests.reports.filling import HOSTILE_NAME, HOSTILE_PATH, PLATFORM, Fill, write_pivots

_MAX_BYTES = 6_000_000


class _Page(HTMLParser):
    """What a browser would make of the page: tags, the text outside scripts, each script's text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.text = ""
        self._inside: str | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag if tag in {"script", "style"} else self._inside
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = None if tag == self._inside else self._inside

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.scripts[-1] += data
        elif self._inside is None:
            self.text += data


@pytest.fixture
def page(eventful: Warehouse) -> _Page:
    return _Page(render_html(read_report(eventful, PLATFORM)))


def test_hostile_strings_are_text(page: _Page) -> None:
    """Names and paths that look like HTML appear letter for letter and make no element."""
    assert HOSTILE_NAME in page.text
    assert HOSTILE_PATH in page.text
    names = {tag for tag, _ in page.tags}
    assert not names & {"img", "i", "iframe", "object"}
    assert [attributes for tag, attributes in page.tags if tag == "script"] == [
        {"type": "application/json", "id": "flow-figure"},
        {"type": "application/json", "id": "group-map-figure"},
        {},
        {},
    ]
    assert not [key for _, attributes in page.tags for key in attributes if key.startswith("on")]


def test_only_our_scripts_may_run(page: _Page) -> None:
    """The page's policy names the hash of each of its scripts and lets nothing else run or load."""
    policy = next(
        each["content"] for tag, each in page.tags if each.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy is not None
    code = [text for text in page.scripts if not text.startswith("{")]
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in code]
    assert len(code) == 2
    assert f"script-src 'sha256-{hashes[0]}' 'sha256-{hashes[1]}';" in policy
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy


def test_nothing_is_fetched(page: _Page) -> None:
    """No element points outside the file."""
    links = [
        value
        for _, each in page.tags
        for key, value in each.items()
        if key in {"src", "href", "action", "data"}
    ]
    assert links
    assert all(value is not None and value.startswith("#") for value in links)


def test_control_and_direction_characters_are_shown(eventful: Warehouse) -> None:
    """A character that turns the text round, so that a name looks like another, shows as a mark."""
    report = read_report(eventful, PLATFORM)
    spoofed = replace(report.pivots[0], subject="Acme\u202eslooT\x07")
    html = render_html(replace(report, pivots=[spoofed]))
    assert "Acme\ufffdslooT\ufffd" in html
    assert "\u202e" not in html.split("application/json")[0]


def test_the_same_data_gives_the_same_bytes(eventful: Warehouse) -> None:
    """Reading and rendering twice gives the same file, below six megabytes."""
    first, second = (render_html(read_report(eventful, PLATFORM)) for _ in range(2))
    assert first == second
    assert len(first.encode()) < _MAX_BYTES


def test_it_can_be_read_aloud(page: _Page) -> None:
    """The page has its language, one h1, headings without gaps, and tables with captions and scoped heads."""
    assert ("html", {"lang": "en"}) in page.tags
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    names = [tag for tag, _ in page.tags]
    assert names.count("caption") == names.count("table")
    assert all(attributes.get("scope") in {"col", "row"} for tag, attributes in page.tags if tag == "th")


def test_a_card_tells_everything_about_a_pivot(page: _Page) -> None:
    """A pivot's card has groups, time, confidence, shares, reasons, peers, other reading and owner."""
    text = " ".join(page.text.replace("\N{NO-BREAK SPACE}", " ").split())
    card = text[text.index("Abrupt change") : text.index("Novel change")]
    for said in (
        "from Contact writers → to Invoice readers",
        "Since week 46",
        "almost certain (97%)",
        "0 of 6 peers moved too",
        "GET /v2/invoices/{id} 2% 65% +63 55%",
        "12.4 standard errors beyond",
        "Another reading or: 50% of Invoice readers",
        "mia@example.com",
        "What to do next",
    ):
        assert said in card


def test_a_quiet_week_is_a_page_too(quiet: Warehouse) -> None:
    """A week in which nothing happened says so, with no cards and no empty lists."""
    text = _Page(render_html(read_report(quiet, PLATFORM))).text
    assert "Nothing changed in 2026-W47" in text
    assert "are in the group they were in" in text
    assert "The pivots" not in text
    assert "Also noticed" not in text


def test_provisional_findings_are_marked(young: Warehouse, eventful: Warehouse) -> None:
    """In learning time the page says why findings are provisional and marks each; later it does not."""
    assert 'class="badge hint">Provisional' in render_html(read_report(young, PLATFORM))
    assert 'class="badge hint">Provisional' not in render_html(read_report(eventful, PLATFORM))


def test_the_first_window_has_no_flow(quiet: Warehouse) -> None:
    """The platform's first window shows groups, and nothing about moves or newcomers."""
    text = _Page(render_html(read_report(quiet, PLATFORM, "2026-W39"))).text
    assert "Partners in each group" in text
    assert "Between the groups" not in text
    assert "never seen before" not in text


def test_a_finding_of_a_detector_that_is_gone_still_shows(quiet: Warehouse) -> None:
    """A pivot whose detector is no longer installed is shown without a runbook."""
    fill = Fill(quiet)
    fill.finding(partner_id="acme", detector="homemade", sentence="Acme went away.")
    text = _Page(render_html(read_report(quiet, PLATFORM))).text
    assert "Acme went away." in text
    assert "What to do next" not in text
    write_pivots(fill)
    assert "What to do next" in _Page(render_html(read_report(quiet, PLATFORM))).text


def test_a_refits_moves_are_not_blamed_on_partners(eventful: Warehouse) -> None:
    """Moves of a refit are introduced as the refit's."""
    report = read_report(eventful, PLATFORM)
    refit = render_html(replace(report, flow=replace(report.flow, refit=True)))
    assert "moved by the refit; it says nothing about the partners" in refit
    assert "moved by the refit" not in render_html(report)
