"""`run --from`: what is set, declared or said later is heard by windows that are judged, when asked."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.acceptance.command_line import Platform

_BOOKS = {"GET /v1/invoices": 600, "GET /v1/invoices/{id}": 380}
_CRM = {"POST /v1/contacts": 700, "PATCH /v1/contacts/{id}": 280}
_STOCK = {"GET /v1/inventory": 500, "POST /v1/inventory": 480}
_WEEKS = [f"2026-W{week:02d}" for week in range(30, 43)]
_TURN = 10


def _table(folder: Path) -> Path:
    """Write a platform on which books-0 turns to the CRM in the eleventh week."""
    lines = ["window,partner,endpoint,calls"]
    for place, week in enumerate(_WEEKS):
        for kind, uses in (("books", _BOOKS), ("crm", _CRM), ("stock", _STOCK)):
            for number in range(5):
                turned = (kind, number) == ("books", 0) and place >= _TURN
                for endpoint, calls in (_CRM if turned else uses).items():
                    lines.append(f"{week},{kind}-{number},{endpoint},{calls + 7 * ((number + place) % 4)}")
    (folder / "usage.csv").write_text("\n".join(lines))
    return folder / "usage.csv"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Platform:
    """Thirteen weeks with one pivot, judged; for copies."""
    folder = tmp_path_factory.mktemp("made")
    platform = Platform(folder / "home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PIVOTWATCH_NOW", "2026-11-24T12:00:00+00:00")
        assert platform("import-usage", _table(folder)).code == 0
        assert platform("run", "--through", _WEEKS[-1]).code == 0
    (pivot,) = _alerts(platform)
    assert (pivot["window"], pivot["partner"]) == (_WEEKS[_TURN + 1], "books-0")
    return platform


@pytest.fixture
def judged(made: Platform, platform: Platform) -> Platform:
    """A copy to work on."""
    shutil.copytree(made.home, platform.home)
    return platform


def _alerts(platform: Platform) -> list[dict[str, object]]:
    return [row for row in platform.rows("findings", "--kind", "pivot") if row["alert"]]


def _run(platform: Platform, *options: str) -> list[str]:
    return [row["window"] for row in platform.rows("run", "--through", _WEEKS[-1], *options)]


def test_the_same_again_changes_nothing(judged: Platform) -> None:
    """Judged again by the same settings, findings, groups and profiles are the same; earlier weeks rest."""
    listings = ("findings", "groups", "profiles", "groups lineage", "model list")
    before = [judged.rows(*listing.split()) for listing in listings]
    assert _run(judged, "--from", _WEEKS[4]) == _WEEKS[4:]
    assert [judged.rows(*listing.split()) for listing in listings] == before
    assert _run(judged) == []


def test_a_setting_is_heard_from_the_named_window_on(judged: Platform) -> None:
    """A setting re-opens nothing; --from judges by it, and by the old one again."""
    strict = ("--set", "detectors.pivot.confidence=1")
    assert judged(*strict, "run", "--through", _WEEKS[-1]).out == ""
    assert len(_alerts(judged)) == 1
    assert judged(*strict, "run", "--from", _WEEKS[_TURN]).code == 0
    assert _alerts(judged) == []
    _run(judged, "--from", _WEEKS[_TURN])
    assert len(_alerts(judged)) == 1


def test_a_declaration_is_heard(judged: Platform, tmp_path: Path) -> None:
    """A use case that is declared afterwards silences the pivot once its window is judged again."""
    register = tmp_path / "partners.csv"
    register.write_text("id,name,credentials,declared_endpoints\nbooks-0,Books,books-0,* /v1/*\n")
    said = judged("partners", "import", register)
    assert f"run --from {_WEEKS[0]}" in said.err
    assert len(_alerts(judged)) == 1
    _run(judged, "--from", _WEEKS[_TURN])
    assert _alerts(judged) == []
    assert "run --from" not in judged("partners", "import", register).err


def test_the_calendar_and_verdicts_say_how_to_judge_again(judged: Platform) -> None:
    """Commands that change what judgements rest on name the judged windows that this concerns."""
    added = judged("calendar", "add", "holiday", "2026-10-06", "--note", "a day off")
    assert "2026-W41 to 2026-W42 are judged already" in added.err
    assert "run --from 2026-W41" in added.err
    event = judged.rows("calendar", "list")[0]["event_id"]
    assert "run --from 2026-W41" in judged("calendar", "remove", event).err
    pivot = str(_alerts(judged)[0]["finding_id"])
    assert "2026-W42 is judged already" in judged("findings", "judge", pivot, "--verdict", "fine").err
    later = judged("calendar", "add", "launch", "2026-12-01", "--note", "to come")
    assert "run --from" not in later.err


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--from", "2026-W40", "--through", "2026-W39"), "2026-W40 is after 2026-W39"),
        (("--from", "2027-W01"), "has not begun yet"),
        (("--from", "2026-10"), "windows of this platform are weeks"),
        (("--from", "soon"), "is no window"),
    ],
)
def test_a_window_that_cannot_be_judged_again_is_refused(
    judged: Platform, options: tuple[str, ...], reason: str
) -> None:
    """A wrong order, a window to come, another kind and nonsense are refused, and nothing is re-opened."""
    answer = judged("run", *options)
    assert (answer.code, answer.out) == (1, "")
    assert reason in answer.err
    assert _run(judged) == []


def test_from_and_through_leave_the_rest_for_the_next_run(judged: Platform) -> None:
    """Windows after --through, which rest on those judged again, are done by the next run."""
    some = judged.rows("run", "--from", _WEEKS[3], "--through", _WEEKS[5])
    assert [row["window"] for row in some] == _WEEKS[3:6]
    assert _run(judged) == _WEEKS[6:]
