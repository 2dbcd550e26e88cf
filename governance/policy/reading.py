"""Reading a policy: one TOML file, all of its mistakes named at once."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError

from foundation import ConfigurationError, Problem, Section
from governance.policy.actions import Action
from governance.policy.conditions import Conditions

POLICY_FILE = "policy.toml"
_MOST_BYTES = 1 << 20


class Rule(Section):
    """One rule: when it speaks and what is done."""

    name: str = Field(pattern="^[a-z0-9][a-z0-9-]{0,79}$")
    """Short, with hyphens; cases and decisions name it."""
    why: str = Field(min_length=1)
    """One sentence for who asks why something was done."""
    when: Conditions = Field(default_factory=Conditions)
    """Conditions, all of which must hold; none = every finding."""
    do: tuple[Action, ...] = ()
    """Actions in this order; none = on purpose nothing."""
    stop: bool = False
    """Whether rules below are not asked any more."""


class PolicyFile(Section):
    """What a policy file holds."""

    format: Literal[1]
    """The version of this format."""
    rule: Annotated[tuple[Rule, ...], BeforeValidator(lambda value: value)] = ()
    """The rules; read from the top."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy that was read.

    Attributes
    ----------
    version
        From its text: `policy-` and 12 hex digits. Cases and decisions name it.
    source
        Where it came from, for people.
    text
        The file as it is, comments included.
    """

    version: str
    source: str
    text: str
    rules: tuple[Rule, ...]

    def rule(self, name: str) -> Rule | None:
        """Return the rule of a name; None = it has none."""
        return next((rule for rule in self.rules if rule.name == name), None)


def shipped_policy_text() -> str:
    """Return the policy that holds while there is no file of one's own, with its comments."""
    return files("governance.policy").joinpath("default.toml").read_text(encoding="utf-8")


def load_policy(file: Path | None) -> Policy:
    """Read a policy file; None, or a file that is not there, = the shipped policy.

    Raises
    ------
    ConfigurationError
        Naming every problem with the rule it is in.
    """
    if file is None or not file.exists():
        return read_policy(shipped_policy_text(), "the shipped policy")
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise ConfigurationError(f"{file} is larger than {_MOST_BYTES >> 20} MB, which no policy is.")
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{file} is not UTF-8 (byte {error.start}).") from error
    return read_policy(text, str(file))


def read_policy(text: str, source: str) -> Policy:
    """Read a policy's text; raises as `load_policy`."""
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{source} is no TOML: {error}.") from error
    try:
        rules = PolicyFile.model_validate(tree).rule
    except ValidationError as error:
        raise ConfigurationError(
            f"{source} has problems:", [_problem(each, tree) for each in error.errors()]
        ) from error
    problems = list(_clashes(rules))
    if problems:
        raise ConfigurationError(f"{source} has problems:", problems)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Policy(f"policy-{digest[:12]}", source, text, rules)


def _clashes(rules: tuple[Rule, ...]) -> Iterator[Problem]:
    names = [rule.name for rule in rules]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Problem("rule", name, "two rules have this name; decisions could not tell them apart")
    for rule in rules:
        wanted = {action.action for action in rule.do}
        late = wanted & {"remind_partner", "escalate", "suggest_upsell", "snooze", "notify_owner"}
        if late and "open_case" not in wanted:
            reason = f"needs open_case in the same rule: there is no case that {min(late)} could be about"
            yield Problem(f"rule {rule.name}: do", min(late), reason)


def _problem(detail: Any, tree: dict[str, Any]) -> Problem:
    parts = list(detail["loc"])
    place = "the file"
    if parts[:1] == ["rule"] and len(parts) > 1:
        place = _rule_place(tree, parts[1])
        parts = parts[2:]
    name = ".".join(str(part) for part in parts)
    if detail["type"] == "extra_forbidden":
        return Problem(
            f"{place}: {name}", "", "there is no such name; see docs/governance.md for those there are"
        )
    value = detail["input"]
    shown = "" if isinstance(value, (dict, list)) else str(value)
    return Problem(f"{place}: {name}", shown, detail["msg"].removeprefix("Value error, "))


def _rule_place(tree: dict[str, Any], index: object) -> str:
    rules = tree.get("rule")
    rule = rules[index] if isinstance(rules, list) and isinstance(index, int) else None
    name = rule.get("name") if isinstance(rule, dict) else None
    number = index + 1 if isinstance(index, int) else index
    return f"rule {number} ({name})" if isinstance(name, str) else f"rule {number}"
