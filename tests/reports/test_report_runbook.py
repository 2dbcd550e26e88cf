"""Runbooks as HTML."""

from __future__ import annotations

from reports.runbook import markdown_html, runbook_html


def test_paragraphs_lists_and_stress() -> None:
    """Paragraphs, numbered and plain lists, code and stress become elements; wrapped lines are joined."""
    html = markdown_html("First\nline.\n\n1. Do `this`\n   now\n2. *Then* that\n\n- a\n- **b**\n")
    assert html == (
        "<p>First line.</p>\n<ol><li>Do <code>this</code> now</li><li><em>Then</em> that</li></ol>\n"
        "<ul><li>a</li><li><strong>b</strong></li></ul>"
    )


def test_html_in_a_runbook_is_text() -> None:
    """A plug-in's runbook cannot bring elements of its own."""
    assert markdown_html("<script>x</script>") == "<p>&lt;script&gt;x&lt;/script&gt;</p>"


def test_an_unknown_detector_has_none() -> None:
    """A detector that is not installed has no runbook; an installed one has."""
    assert runbook_html("homemade") == ""
    assert "<li>" in runbook_html("pivot")
