"""Templates to words: one trio of subject, text and HTML for each purpose and language.

Templates run in Jinja2's sandbox: an operator may put own ones into a folder, and none of them gets at more
than what it is given. The language is the recipient's, else the setting's, else English.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import (
    ChoiceLoader,
    FileSystemLoader,
    PackageLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
)
from jinja2.sandbox import SandboxedEnvironment

from foundation import ConfigurationError, UnknownNameError

_LAST_RESORT = "en"


@dataclass(frozen=True, slots=True)
class Words:
    """A rendered message."""

    language: str
    subject: str
    text: str
    html: str


@dataclass
class Renderer:
    """Renders messages.

    Attributes
    ----------
    folder
        The operator's own templates, which go before the shipped ones; it need not be there.
    language
        For people whose own language has no templates.
    """

    folder: Path | None = None
    language: str = _LAST_RESORT

    def render(self, purpose: str, locale: str | None, facts: Mapping[str, Any]) -> Words:
        """Return the words of a message.

        Parameters
        ----------
        locale
            The recipient's, e.g. `de-CH`: tried as it is, then as `de`, then the renderer's, then `en`.
        facts
            What the templates name; one that they name and that is not there is an error.

        Raises
        ------
        UnknownNameError
            When there is no template for the purpose in any of these languages.
        ConfigurationError
            When a template is wrong, naming the template.
        """
        language = self._language(purpose, locale)
        given = {**facts, "language": language}
        subject = " ".join(self.fill(f"{purpose}.{language}.subject", given).split())
        given["subject"] = subject  # a notice says it again as its first sentence
        text = self.fill(f"{purpose}.{language}.txt", given)
        html = self.fill(f"{purpose}.{language}.html", given)
        return Words(language, subject, text.strip() + "\n", html.strip() + "\n")

    def purposes(self) -> Sequence[str]:
        """Return the purposes that there are templates for."""
        names = self._environment.list_templates(extensions=["subject"])
        return sorted({name.partition(".")[0] for name in names})

    def _language(self, purpose: str, locale: str | None) -> str:
        known = set(self._environment.list_templates(extensions=["subject"]))
        for language in self._languages(locale):
            if f"{purpose}.{language}.subject" in known:
                return language
        raise UnknownNameError("message template", purpose, self.purposes())

    def _languages(self, locale: str | None) -> Iterator[str]:
        if locale:
            tag = locale.replace("_", "-")
            yield tag
            yield tag.partition("-")[0].lower()
        yield self.language
        yield _LAST_RESORT

    def fill(self, name: str, facts: Mapping[str, Any]) -> str:
        """Return what one template makes of the facts.

        Raises
        ------
        ConfigurationError
            When the template is missing or wrong.
        """
        try:
            return self._environment.get_template(name).render(facts)
        except TemplateNotFound as error:
            raise ConfigurationError(f"The message template {error.name} is missing.") from error
        except TemplateError as error:
            raise ConfigurationError(f"The message template {name} is wrong: {error}") from error

    @cached_property
    def _environment(self) -> SandboxedEnvironment:
        shipped = PackageLoader("governance", "templates")
        own = [FileSystemLoader(self.folder)] if self.folder is not None else []
        environment = SandboxedEnvironment(
            loader=ChoiceLoader([*own, shipped]),
            autoescape=lambda name: name is not None and name.endswith(".html"),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters["day"] = _day
        environment.filters["percent"] = _percent
        environment.filters["line"] = one_line
        return environment


def one_line(value: object) -> str:
    """Return a partner-controlled text as one line that steers no terminal and no mail reader."""
    return "".join(char if char.isprintable() else " " for char in str(value)).strip()


def _day(value: str, language: str) -> str:
    from babel.dates import format_date  # noqa: PLC0415 - slow to import, and most commands render nothing

    return str(format_date(date.fromisoformat(value), format="long", locale=language.replace("-", "_")))


def _percent(value: float, language: str) -> str:
    from babel.numbers import format_percent  # noqa: PLC0415 - as above

    return str(format_percent(value, locale=language.replace("-", "_")))
