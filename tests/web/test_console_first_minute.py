"""The first minute: an empty home, a few pasted lines, a dropped file, and there are groups."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from foundation import FixedClock, Home, Warehouse
from governance import job_states
from pivotwatch.service.jobs.cycle import PLUGIN
from tests.web.web_world import bare_service, client_of, form_token, listening, running

_LOG = Path(__file__).parents[2] / "data/samples/demo/logs/access-2026-W45.log.gz"
_LINES = (
    '{"ts":"2026-11-14T10:00:00Z","consumer":"acme","method":"GET","path":"/v1/orders/42","status":200}\n'
    "no log line <script>window.hacked=1</script>\n"
)


@pytest.mark.needs("chromium")
def test_from_nothing_to_groups(home: Home, opened: Callable[..., Page]) -> None:
    """Every page has something to say before the first line; a dropped file becomes groups."""
    service = bare_service(home, Warehouse.in_memory())
    service.app.clock = FixedClock(datetime(2026, 11, 16, 9, tzinfo=UTC))
    with running(service, listening()) as console:
        page = opened(console.address)
        console.sign_in(page, "mia")
        expect(page.locator("h1")).to_contain_text("begin with a log file")
        for path in ("cases", "partners", "groups", "endpoints", "models", "rules", "outbox", "reports"):
            page.goto(f"{console.address}/{path}")
            expect(page.locator("h1")).to_be_visible()
        page.goto(f"{console.address}/data")
        page.set_input_files("#file", _LOG)
        page.click("text=Load it")
        expect(page.locator("#told")).to_contain_text("lines =")
        assert job_states(service.record)["cycle"].asked_for is not None
        PLUGIN.run(service, service.clock.now(), "")
        page.click("nav >> text=Groups")
        expect(page.locator("h1")).to_contain_text("use-case groups")
        page.click("nav >> text=This week")
        expect(page.locator("h1")).to_contain_text("2026-W45")


def test_pasted_lines_are_tried_and_not_kept(home: Home) -> None:
    """Pasted lines show their format, their calls and their rejects as text; the store stays empty."""
    service = bare_service(home, Warehouse.in_memory())
    client = client_of(service, "mia")
    data = {"form_token": form_token(client.get("/data").text), "lines": _LINES}
    answer = client.post("/data/paste", data=data)
    assert answer.status_code == 200
    assert "1 of 2 read as calls" in answer.text
    assert "GET /v1/orders/{id}" in answer.text
    assert "&lt;script&gt;" in answer.text
    assert "<script>window" not in answer.text
    later = data | {"lines": _LINES.replace("2026", "2036").splitlines()[0]}
    refused = client.post("/data/paste", data=later).text
    assert "They look like jsonl lines" in refused
    assert "in the future" in refused
    with service.reading() as warehouse:
        assert warehouse.one("SELECT count(*) FROM loads") == (0,)
    service.record.dispose()


def test_a_file_that_is_no_log_is_refused(home: Home) -> None:
    """A picture is no log: nothing is loaded, and the reason is told."""
    service = bare_service(home, Warehouse.in_memory())
    client = client_of(service, "mia")
    data = {"form_token": form_token(client.get("/data").text)}
    answer = client.post("/data/files", data=data, files={"file": ("../../x.png", b"\x89PNG\r\n\x00" * 50)})
    assert answer.status_code == 422
    assert "nothing was loaded" in answer.text
    service.record.dispose()
