"""What a pivot's sentence says of where it came from and went."""

from __future__ import annotations

from detectors.examples import history_of, repeated
from detectors.methods.pivot import Parameters, judge

_BOOKS = {"GET /v1/invoices": 600, "GET /v1/invoices/{id}": 380, "GET /v1/me": 20}
_CRM = {"POST /v1/contacts": 700, "PATCH /v1/contacts/{id}": 280, "GET /v1/me": 20}


def _told(crm_group: int) -> str:
    calls = {
        f"{name}-{n}": repeated(of, 12) for name, of in (("books", _BOOKS), ("crm", _CRM)) for n in range(6)
    }
    calls["books-0"] = [*repeated(_BOOKS, 10), *repeated(_CRM, 2)]
    groups = {partner: crm_group if partner.startswith("crm") else 1 for partner in calls}
    (found,) = judge(history_of(calls, groups=groups), Parameters())
    assert "from Group 1 to Group 1" not in found.reasons["large"]
    return found.sentence


def test_a_move_between_groups_names_both() -> None:
    """The sentence says which group was left and which was reached."""
    assert "books-0 went over from Group 1 to Group 2 in 2026-W12" in _told(2)


def test_a_move_inside_one_group_is_no_move_from_it_to_itself() -> None:
    """Where one group holds both mixes, the sentence speaks of another way of working."""
    assert "books-0 went over to another way of working within Group 1 in 2026-W12" in _told(1)
