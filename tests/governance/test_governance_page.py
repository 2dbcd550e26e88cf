"""docs/governance.md: every recipe is a policy that reads, every setting in it exists."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from governance import CHANNELS, EVENT_TYPES, Conditions, configured_ways, read_policy
from governance.policy.doing import DOING
from governance.settings import GovernanceSettings

PAGE = (Path(__file__).parents[2] / "docs" / "governance.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
RECIPES = [block for block in BLOCKS if block.startswith("format")]
SETTINGS = [block for block in BLOCKS if block.startswith("[governance")]


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_is_a_policy(recipe: str) -> None:
    """A reader can copy any recipe as a whole file."""
    assert read_policy(recipe, "docs/governance.md").rules


def test_the_settings_are_settings() -> None:
    """The examples of settings are taken as they stand, but for the secret that is left out in them."""
    assert len(RECIPES) >= 5
    for block in SETTINGS:
        whole = block.replace("whsec_...", "whsec_" + "c2VjcmV0" * 5)
        given = GovernanceSettings.model_validate(tomllib.loads(whole)["governance"])
        assert configured_ways(given)


def test_everything_is_on_the_page() -> None:
    """Each condition, action, event and channel that there is has its word on the page."""
    for name in (
        *Conditions.model_fields,
        *DOING,
        "open_case",
        "remind_partner",
        "escalate",
        *EVENT_TYPES,
        *CHANNELS,
    ):
        assert f"`{name}`" in PAGE or f'"{name}"' in PAGE or name == "email", name
