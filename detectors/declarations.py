"""What a partner declared it would do: which endpoints and groups that allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from detectors.base import Finding, History

Declaration = Mapping[str, Sequence[str]]
_SLACK = 1e-9


def allows(declaration: Declaration | None, label: str) -> bool:
    """Tell whether a declaration names the endpoint, by label or by a pattern with `*`."""
    patterns = (declaration or {}).get("endpoints", ())
    folded = label.casefold()
    return any(
        pattern.casefold() == folded or fnmatchcase(folded, pattern.casefold()) for pattern in patterns
    )


def allows_group(declaration: Declaration | None, name: str | None) -> bool:
    """Tell whether a declaration names the group; case does not matter."""
    declared = {each.casefold() for each in (declaration or {}).get("groups", ())}
    return name is not None and name.casefold() in declared


def is_declared(finding: Finding, history: History) -> bool:
    """Tell whether what a pivot leads to is what the partner said it would do.

    That is so when the group it moved to was declared, or every endpoint that it uses more was.
    """
    declaration = history.declarations.get(finding.partner or "")
    if not declaration:
        return False
    if finding.to_group is not None and allows_group(declaration, history.group_names.get(finding.to_group)):
        return True
    grown = [each.endpoint for each in finding.evidence if each.after > each.before + _SLACK]
    return bool(grown) and all(allows(declaration, label) for label in grown)
