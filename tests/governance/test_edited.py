"""A mail whose words were changed: its HTML part says the new words, and shows what the text shows."""

from __future__ import annotations

import pytest

from governance.messages.edited import html_of
from governance.messages.model import ANSWER_LINK

TEXT = f"""Hello <b>Jo</b>,

we talked on Monday.
Part of your calls, before and now:

  GET /orders/{{id}}: 33% -> 0%
  POST /orders: 0\N{NO-BREAK SPACE}% -> 41\N{NO-BREAK SPACE}%

  {ANSWER_LINK}

Note: 3 -> 4 weeks is fine.
Mia
"""


@pytest.mark.parametrize(("language", "label"), [("en", "Answer"), ("de-CH", "Antworten")])
def test_html_says_what_the_text_says(language: str, label: str) -> None:
    """Paragraphs stay paragraphs, shares become a table, the link a button; nothing is taken for HTML."""
    html = html_of(TEXT, language)
    assert "Hello &lt;b&gt;Jo&lt;/b&gt;," in html
    assert "we talked on Monday.\nPart of your calls" in html
    assert html.count("<tr>") == 2
    assert ">GET /orders/{id}</td>" in html
    assert "<b>41\N{NO-BREAK SPACE}%</b>" in html
    assert f'<a href="{ANSWER_LINK}"' in html
    assert f">{label}</a>" in html
    assert "Note: 3 -&gt; 4 weeks is fine.\nMia" in html
