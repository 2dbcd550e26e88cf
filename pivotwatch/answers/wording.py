"""The words of the answer page, in the languages that it speaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from governance import ANSWER_KINDS, AnswerKind


@dataclass(frozen=True, slots=True)
class Wording:
    """Everything that the page says; `{...}` is filled in.

    Attributes
    ----------
    choices
        The four answers, each with a line that explains it.
    """

    title: str
    greeting: str
    what: str
    still: str
    before: str
    since: str
    endpoint: str
    share: str
    ask: str
    choices: Mapping[AnswerKind, tuple[str, str]]
    text_label: str
    text_help: str
    send: str
    deadline: str
    choose: str
    too_long: str
    wrong: str
    thanks_title: str
    thanks: str
    given: str
    your_words: str
    other_way: str
    skip: str
    dead_title: str
    dead: str


ENGLISH = Wording(
    title="Your use of our API changed",
    greeting="Hello {name},",
    what="Between {since} and {until} the integration of {partner} used the API of {platform} "
    "differently than before.",
    still="This is what we saw. It holds only calls that were made with your own credentials.",
    before="Before",
    since="Since {since}",
    endpoint="Endpoint",
    share="Share of your calls before and since",
    ask="What is behind it?",
    choices={
        "planned": ("A planned new use case", "We meant it so, and it will go on."),
        "bug": ("A mistake on our side", "We did not mean it, and will mend it."),
        "not_us": ("This was not us", "Nobody here knows of it; our credentials may be in other hands."),
        "other": ("Something else", "Please tell us below."),
    },
    text_label="In your words (optional)",
    text_help="What you build, until when it lasts, whom we may ask. At most {most} characters.",
    send="Send the answer",
    deadline="You can answer here until {day}.",
    choose="Please choose one of the four answers.",
    too_long="Your text has {length} characters; at most {most} can be sent.",
    wrong="The answer was not sent yet",
    thanks_title="Thank you, your answer has arrived",
    thanks="It was handed to the person at {platform} who looks after you. There is nothing more to do here.",
    given="Answered on {day}: {choice}",
    your_words="In your words",
    other_way="If something changed since, please reply to our e-mail.",
    skip="Skip to the answer",
    dead_title="This link does not work",
    dead="It may be incomplete, out of date, or about a question that has been settled. "
    "Please reply to our e-mail instead.",
)

GERMAN = Wording(
    title="Ihre Nutzung unserer API hat sich geändert",
    greeting="Guten Tag {name},",
    what="zwischen dem {since} und dem {until} hat die Integration von {partner} die API von "
    "{platform} anders genutzt als zuvor.",
    still="Das haben wir gesehen. Es sind nur Aufrufe, die mit Ihren eigenen Zugangsdaten kamen.",
    before="Zuvor",
    since="Seit dem {since}",
    endpoint="Endpunkt",
    share="Anteil an Ihren Aufrufen zuvor und seither",
    ask="Was steckt dahinter?",
    choices={
        "planned": ("Ein geplanter neuer Anwendungsfall", "Das war so gewollt und bleibt so."),
        "bug": ("Ein Fehler auf unserer Seite", "Das war nicht gewollt; wir beheben es."),
        "not_us": (
            "Das waren nicht wir",
            "Hier weiß niemand davon; vielleicht hat jemand unsere Zugangsdaten.",
        ),
        "other": ("Etwas anderes", "Bitte beschreiben Sie es unten."),
    },
    text_label="In Ihren Worten (freiwillig)",
    text_help="Was Sie bauen, wie lange es dauert, wen wir fragen können. Höchstens {most} Zeichen.",
    send="Antwort senden",
    deadline="Sie können hier bis zum {day} antworten.",
    choose="Bitte wählen Sie eine der vier Antworten.",
    too_long="Ihr Text hat {length} Zeichen; höchstens {most} lassen sich senden.",
    wrong="Die Antwort ist noch nicht gesendet",
    thanks_title="Danke, Ihre Antwort ist da",
    thanks="Sie liegt bei der Person, die Sie bei {platform} betreut. Hier ist nichts weiter zu tun.",
    given="Beantwortet am {day}: {choice}",
    your_words="In Ihren Worten",
    other_way="Hat sich seither etwas geändert, antworten Sie bitte auf unsere E-Mail.",
    skip="Zur Antwort springen",
    dead_title="Dieser Link funktioniert nicht",
    dead="Vielleicht ist er unvollständig, abgelaufen, oder die Frage hat sich erledigt. "
    "Bitte antworten Sie stattdessen auf unsere E-Mail.",
)

WORDINGS: Mapping[str, Wording] = {"en": ENGLISH, "de": GERMAN}


def language_of(locale: str | None) -> str:
    """Return the page's language for a locale such as `de-CH`: its own, else English."""
    bare = (locale or "").replace("_", "-").partition("-")[0].lower()
    return bare if bare in WORDINGS else "en"


def words_missing() -> Sequence[str]:
    """Return what a wording leaves empty, for the test that every language says everything."""
    return [
        f"{language}.{each.name}"
        for language, wording in WORDINGS.items()
        for each in fields(wording)
        if not getattr(wording, each.name)
        or (each.name == "choices" and set(wording.choices) != set(ANSWER_KINDS))
    ]
