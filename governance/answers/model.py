"""An answer, and the question that it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from governance.cases.model import Case, CaseFinding
from governance.messages.model import Message

AnswerKind = Literal["planned", "bug", "not_us", "other"]
ANSWER_KINDS: tuple[AnswerKind, ...] = get_args(AnswerKind)
"""Planned: a new use case, meant so. Bug: a mistake on the partner's side. Not us: somebody else used the
credentials, or nobody there knows of it. Other: see the text."""

LONGEST_ANSWER = 5000
"""Characters of the text."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a partner said.

    Attributes
    ----------
    via
        `page`, `e-mail`, or `manager` who heard it by other ways.
    decision
        `approved` or `declined` by a manager; None = nobody decided yet.
    """

    answer_id: str
    case_id: str
    message_id: str
    kind: AnswerKind
    text: str
    via: str
    at: datetime
    decision: Literal["approved", "declined"] | None
    decided_by: str | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Question:
    """What an answer page shows: the question that a link opens, and the answer if it was given.

    Attributes
    ----------
    findings
        What we saw; their facts have the partner's own endpoints and nobody else's.
    message
        The message that asked; its language and recipient's name are the page's.
    expires_at
        Until when the link works; aware, UTC.
    answer
        Also one that came by the link of a reminder, or the other way; None = not answered yet.
    """

    case: Case
    findings: Sequence[CaseFinding]
    message: Message
    expires_at: datetime
    answer: Answer | None
