"""The pivot detector on small histories written by hand."""

import pytest

from detectors.methods.pivot import PLUGIN


@pytest.mark.parametrize("example", PLUGIN.examples(), ids=lambda one: one.name)
def test_says_what_its_examples_promise(example):
    """Each example raises exactly the kinds it names."""
    findings = PLUGIN.judge(example.history, PLUGIN.parameters())
    assert tuple(sorted(one.kind for one in findings)) == example.kinds
