"""What waits for the person who looks: their cases, drafts and days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from foundation import counted
from governance import Case, Message, User, list_cases, list_messages
from pivotwatch.web.desk import Desk
from reports.words import listed, spelled

_WEIGHT = {"high": 0, "medium": 1, "low": 2}


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits.

    Attributes
    ----------
    cases
        Unresolved and awake; theirs first, then nobody's, then the others'.
    drafts
        Messages to partners that wait for approval, by case.
    today
        On the platform.
    """

    cases: Sequence[Case]
    drafts: dict[str, Message]
    today: date

    def overdue(self, case: Case) -> bool:
        """Tell whether a case should be done by now."""
        return case.due_on is not None and case.due_on < self.today


def waiting_of(desk: Desk) -> Waiting:
    """Return what waits, for this person first."""
    today = desk.service.clock.now().astimezone(desk.service.settings.platform.zone).date()
    cases = [
        case
        for case in list_cases(desk.service.record, unresolved=True)
        if desk.sees(case.partner) and not (case.snoozed_until and case.snoozed_until > today)
    ]
    cases.sort(key=lambda case: (_nearness(case, desk.user), _WEIGHT[case.severity], case.case_id))
    drafts = {
        draft.case_id: draft
        for draft in list_messages(desk.service.record, states=("draft",))
        if draft.case_id and draft.to_partner and desk.sees(draft.partner)
    }
    return Waiting(cases, drafts, today)


def _nearness(case: Case, user: User) -> int:
    if user.owns(case.owner):
        return 0
    return 1 if case.owner is None else 2


def what_needs_me(waiting: Waiting, user: User) -> str:
    """Return one sentence on what this person has to do; '' = nothing."""
    mine = [case for case in waiting.cases if user.owns(case.owner)]
    loose = [case for case in waiting.cases if case.owner is None]
    answered = [case for case in mine if case.state == "answered"]
    ready = [case for case in mine if case.case_id in waiting.drafts]
    late = [case for case in mine if waiting.overdue(case)]
    parts = [
        f"{counted(len(mine), 'case is', 'cases are')} yours" if mine else "",
        f"{counted(len(answered), 'partner has', 'partners have')} answered" if answered else "",
        f"{counted(len(ready), 'e-mail waits', 'e-mails wait')} for your approval" if ready else "",
        f"{counted(len(late), 'is', 'are')} overdue" if late else "",
        f"{counted(len(loose), 'case belongs', 'cases belong')} to nobody yet" if loose else "",
    ]
    told = [each for each in parts if each]
    if not told:
        return ""
    sentence = listed(told)
    first, _, rest = sentence.partition(" ")
    return f"{spelled(int(first)) if first.isdecimal() else first} {rest}."
