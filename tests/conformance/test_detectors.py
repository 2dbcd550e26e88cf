"""Every file of `detectors/methods/` keeps the contract, unasked."""

from __future__ import annotations

import pytest

from detectors import DETECTORS, Example, Finding
from detectors.settings import DetectorSettings
from foundation import meanings_of

EXAMPLES = [
    pytest.param(name, example, id=f"{name}-{example.name}")
    for name, detector in DETECTORS.items()
    for example in detector.examples()
]


def judged(name: str, example: Example) -> list[Finding]:
    return list(DETECTORS[name].judge(example.history, getattr(DetectorSettings(), name)))


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_says_what_its_examples_claim(name: str, example: Example) -> None:
    """A detector raises exactly the kinds that each of its examples claims, and none where it claims none."""
    assert tuple(sorted(finding.kind for finding in judged(name, example))) == example.kinds


@pytest.mark.parametrize("name", list(DETECTORS))
def test_has_examples_that_fire_and_that_stay_silent(name: str) -> None:
    """A detector shows at least one history it fires on and one it stays silent on, for each kind it has."""
    examples = DETECTORS[name].examples()
    assert any(example.kinds for example in examples)
    assert any(not example.kinds for example in examples)


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_findings_can_be_shown_and_stored(name: str, example: Example) -> None:
    """Every finding names its window and kind, has a sentence, a confidence and evidence that sums to 1."""
    found = judged(name, example)
    assert len({finding.finding_id for finding in found}) == len(found)
    for finding in found:
        assert finding.detector == name
        assert finding.kind in DETECTORS[name].kinds
        assert finding.window == example.history.windows[-1]
        assert finding.since_window in example.history.windows
        assert finding.sentence.endswith(".")
        assert 0 <= finding.confidence <= 1
        assert type(finding.alert) is bool, "numpy's own cannot be written as JSON"
        if finding.evidence:
            assert sum(each.contribution for each in finding.evidence) == pytest.approx(1, abs=1e-6)
            assert all(0 <= share <= 1 for each in finding.evidence for share in (each.before, each.after))


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_the_same_history_gives_the_same_findings(name: str, example: Example) -> None:
    """Judging a history twice gives the same ids and verdicts in the same order."""
    assert judged(name, example) == judged(name, example)


@pytest.mark.parametrize("name", list(DETECTORS))
def test_tells_people_what_to_do(name: str) -> None:
    """A detector carries a runbook and a reference, and explains each of its settings."""
    detector = DETECTORS[name]
    assert len(detector.runbook) > 40
    assert detector.reference
    section = type(getattr(DetectorSettings(), name))
    assert set(meanings_of(section)) == set(section.model_fields)


@pytest.mark.parametrize("name", list(DETECTORS))
def test_is_set_by_its_own_section(name: str) -> None:
    """A detector's file alone brings `[detectors.<name>]`, with `enabled` and `confidence` in it."""
    section = getattr(DetectorSettings(), name)
    assert section.enabled is True
    assert 0 <= section.confidence <= 1
