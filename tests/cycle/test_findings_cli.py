"""`findings`, `calendar` and `backtest` on the command line."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from foundation import Home, InputError, UnknownNameError
from pivotwatch.cli import pivotwatch
from tests.cycle.cycle_usage import PIVOTING, SILENT

KEYS = [
    "finding_id", "window", "partner", "detector", "kind", "pivot_kind", "from_group", "to_group",
    "from_group_name", "to_group_name", "severity", "confidence", "alert", "since_window", "evidence",
    "reasons", "sentence", "provisional", "peers", "verdict",
]  # fmt: skip


def invoke(home: Home, *arguments: str) -> Result:
    result = CliRunner().invoke(
        pivotwatch, ["--home", str(home.path), *arguments], env={"PIVOTWATCH_NOW": "2026-06-01T08:00:00Z"}
    )
    if result.exception is not None:
        raise result.exception
    return result


def objects(home: Home, *arguments: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in invoke(home, *arguments, "--json").stdout.splitlines()]


def pivot_of(home: Home) -> dict[str, Any]:
    (found,) = objects(home, "findings", "--kind", "pivot", "--alerts")
    return found


def test_findings_have_the_agreed_fields(finished: Home) -> None:
    """Each finding is one JSON object with exactly the agreed keys, group ids and names beside each other."""
    found = objects(finished, "findings")
    assert all(list(each) == KEYS for each in found)
    pivot = pivot_of(finished)
    assert pivot["partner"] == PIVOTING
    assert isinstance(pivot["from_group"], int)
    assert isinstance(pivot["to_group"], int)
    assert pivot["from_group_name"] != pivot["to_group_name"]
    assert set(pivot["reasons"]) >= {"real", "own", "lasting", "large"}
    assert sum(each["contribution"] for each in pivot["evidence"]) == pytest.approx(1, abs=1e-6)
    assert pivot["verdict"] is None


def test_findings_are_filtered(finished: Home) -> None:
    """Filters by partner, kind, window and alerts leave only what they name."""
    assert {each["kind"] for each in objects(finished, "findings", "--partner", SILENT)} == {"silence"}
    window = pivot_of(finished)["window"]
    assert {each["window"] for each in objects(finished, "findings", "--window", window)} == {window}
    assert objects(finished, "findings", "--partner", "nobody") == []
    with pytest.raises(UnknownNameError, match="Did you mean 'silence'"):
        invoke(finished, "findings", "--kind", "silense")


def test_a_verdict_is_kept_with_its_history(processed: Home) -> None:
    """The newest verdict on a finding is shown; `findings show` tells all of them, by whom and why."""
    one = pivot_of(processed)["finding_id"]
    invoke(processed, "findings", "judge", one, "--verdict", "confirmed", "--by", "Ann")
    invoke(processed, "findings", "judge", one, "--verdict", "fine", "--by", "Bo", "--note", "they told us")
    assert pivot_of(processed)["verdict"] == "fine"
    shown = invoke(processed, "findings", "show", one).stdout
    assert "Ann: confirmed" in shown
    assert "Bo: fine: they told us" in shown


def test_unknown_findings_are_all_named_and_nothing_is_judged(processed: Home) -> None:
    """When any id is unknown, each unknown one is named and no verdict is recorded."""
    one = pivot_of(processed)["finding_id"]
    with pytest.raises(InputError, match=r"finding-x(.|\n)*finding-y"):
        invoke(processed, "findings", "judge", one, "finding-x", "finding-y", "--verdict", "confirmed")
    assert pivot_of(processed)["verdict"] is None


def test_a_finding_is_explained_in_full(finished: Home) -> None:
    """`findings show` gives the sentence, the reasons, each endpoint's shares and what to do."""
    pivot = pivot_of(finished)
    shown = invoke(finished, "findings", "show", pivot["finding_id"]).stdout
    assert pivot["sentence"] in shown
    assert all(text in shown for text in pivot["reasons"].values())
    assert all(each["endpoint"] in shown for each in pivot["evidence"])
    assert "What to do:" in shown


def test_the_calendar_keeps_what_is_entered(processed: Home) -> None:
    """An event is listed once however often it is entered, and goes when it is removed."""
    event = ("calendar", "add", "holiday", "2026-12-24", "2026-12-31", "--note", "Christmas")
    invoke(processed, *event)
    invoke(processed, *event)
    (listed,) = objects(processed, "calendar", "list")
    assert (listed["kind"], listed["first_day"], listed["note"]) == ("holiday", "2026-12-24", "Christmas")
    invoke(processed, "calendar", "remove", listed["event_id"])
    assert objects(processed, "calendar", "list") == []


@pytest.mark.parametrize(
    ("days", "reason"), [(("2026-12-31", "2026-12-24"), "on or after"), (("24.12.",), "no date")]
)
def test_days_that_make_no_sense_are_refused(processed: Home, days: tuple[str, ...], reason: str) -> None:
    """An event that ends before it begins, and what is no date, are refused with the reason."""
    with pytest.raises(InputError, match=reason):
        invoke(processed, "calendar", "add", "launch", *days, "--note", "v2")


def test_a_back_test_of_the_stored_settings_finds_no_difference(finished: Home) -> None:
    """Replaying the settings that are in force raises exactly the stored alerts."""
    stored, now = objects(finished, "backtest")
    assert stored["alerts"] == now["alerts"] == 2
    assert now["added"] == now["removed"] == []


def test_a_back_test_shows_what_settings_would_change(processed: Home) -> None:
    """Each setting tried has a row with the alerts it adds and loses, and what managers said of the rest."""
    pivot = pivot_of(processed)
    (silence,) = objects(processed, "findings", "--kind", "silence", "--alerts")
    invoke(processed, "findings", "judge", pivot["finding_id"], "--verdict", "confirmed")
    invoke(processed, "findings", "judge", silence["finding_id"], "--verdict", "false-alarm")
    trial = ("--set", "detectors.silence.enabled=false", "--try", "detectors.pivot.confidence=0.5,1.0")
    rows = {row["setting"]: row for row in objects(processed, "backtest", *trial)}
    assert list(rows) == [
        "as stored",
        "as set now",
        "detectors.silence.enabled=false",
        "detectors.pivot.confidence=0.5",
        "detectors.pivot.confidence=1.0",
    ]
    assert (rows["as set now"]["confirmed"], rows["as set now"]["false_alarms"]) == (1, 1)
    without = rows["detectors.silence.enabled=false"]
    assert [each["finding_id"] for each in without["removed"]] == [silence["finding_id"]]
    assert (without["alerts"], without["confirmed"], without["lost_confirmed"]) == (1, 1, 0)
    assert rows["detectors.pivot.confidence=0.5"]["alerts"] == 1
    assert rows["detectors.pivot.confidence=1.0"]["lost_confirmed"] == 1


def test_a_back_test_writes_nothing(processed: Home) -> None:
    """A back-test leaves the stored findings as they are."""
    before = objects(processed, "findings")
    invoke(processed, "backtest", "--set", "detectors.pivot.enabled=false", "--weeks", "8")
    assert objects(processed, "findings") == before


@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        ("detectors.pivto.confidence=1", "pivto(.|\n)*pivot, "),
        ("detectors.pivot.confidance=1", "confidance(.|\n)*confidence"),
        ("detectors.pivot.confidence=2", "less than or equal to 1"),
        ("clustering.seed=3", "only settings of detectors"),
        ("detectors.pivot.confidence", "NAME=VALUE"),
    ],
)
def test_settings_that_cannot_be_tried_are_refused(finished: Home, setting: str, reason: str) -> None:
    """Unknown names are refused with the known ones, values out of range with the range."""
    with pytest.raises(InputError, match=reason):
        invoke(finished, "backtest", "--set", setting)


def test_run_prints_one_object_a_window(processed: Home) -> None:
    """`run --json` prints one object for each window it processed, and none when there is nothing to do."""
    assert objects(processed, "run", "--through", "2026-W17") == []
    done = objects(processed, "run", "--through", "2026-W19")
    assert [each["window"] for each in done] == ["2026-W18", "2026-W19"]
    assert set(done[0]) == {
        "provisional",
        "window", "again", "partners", "groups", "pivots", "other_findings", "alerts", "seconds"
    }  # fmt: skip
