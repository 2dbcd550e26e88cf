"""What a partner declared it would do: which endpoints and groups that allows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from detectors.base import Finding, History

Declaration = Mapping[str, Sequence[str]]
_SLACK = 0.1  # this part of what a pivot added may be outside the declaration
_VERSION = re.compile(r"/v\d+(?=/|$)")


def allows(declaration: Declaration | None, label: str) -> bool:
    """Tell whether a declaration names the endpoint, by label or by a pattern with `*`.

    Another version of a declared endpoint is the same use: `/v1/` in a declaration allows `/v2/`, so a
    migration of the platform makes nobody breach what it declared.
    """
    folded = _folded(label)
    patterns = (_folded(each) for each in (declaration or {}).get("endpoints", ()))
    return any(pattern == folded or fnmatchcase(folded, pattern) for pattern in patterns)


def _folded(label: str) -> str:
    return _VERSION.sub("/v#", label.casefold())


def allows_group(declaration: Declaration | None, name: str | None) -> bool:
    """Tell whether a declaration names the group; case does not matter."""
    declared = {each.casefold() for each in (declaration or {}).get("groups", ())}
    return name is not None and name.casefold() in declared


def is_declared(finding: Finding, history: History) -> bool:
    """Tell whether what a pivot leads to is what the partner said it would do.

    That is so when the group it moved to was declared, or nearly all that it uses more was.
    """
    declaration = history.declarations.get(finding.partner or "")
    if not declaration:
        return False
    if finding.to_group is not None and allows_group(declaration, history.group_names.get(finding.to_group)):
        return True
    grown = {each.endpoint: max(each.after - each.before, 0.0) for each in finding.evidence}
    undeclared = sum(growth for label, growth in grown.items() if not allows(declaration, label))
    return undeclared <= _SLACK * sum(grown.values()) and any(grown.values())
