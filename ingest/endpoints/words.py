"""What tells a word of an API from a value: static words, operations, and texts that nobody chose."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

PARAMETER = "{id}"

_STATIC = frozenset(
    word
    for line in (files("ingest.endpoints") / "static_words.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for word in line.split()
)

_OPERATION = re.compile(
    r"(?:get|list|fetch|find|search|query|create|add|insert|update|set|put|patch|edit|delete|remove|count|check|"
    r"validate|verify|send|submit|upload|download|export|import|sync|start|stop|cancel|approve|reject|calculate|"
    r"generate|process|register|login|logout|batch|bulk)(?:[A-Z_.-].*|)"
)

# a segment after which resources are named, not values: /api/…, /v2/…, /rest/…
_STRUCTURAL = re.compile(
    r"|(?:api|apis|rest|rpc|public|private|internal|external|services?|ws|gateway|admin|common|core|app|web|mobile|"
    r"partner|open|graphql|soap|odata|jsonrpc)|v[0-9].*|[0-9]+(?:\.[0-9]+)*|.*\{.*|.*\..*",
    re.IGNORECASE,
)

_TOKEN = re.compile(r"[A-Za-z0-9_~=-]{10,}")
_SHORT_TOKEN = re.compile(r"[A-Za-z0-9_~=-]{6,}")
_NUMBERED = re.compile(r"[A-Za-z]{1,10}[_-]?[0-9]{2,}")
# eight characters and more of all three kinds; only beside ids, because getOAuth2Token is such a text too
_BASE62 = re.compile(r"(?=.*[0-9])(?=.*[a-z])(?=.*[A-Z])[A-Za-z0-9_-]{8,}")
_DIGITS = re.compile(r"[0-9]+")
_UNEVEN = re.compile(r"[0-9]|[a-z][A-Z]")
_HUMPS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_CONSONANTS = re.compile(r"[^aeiouyAEIOUY]{5,}")
_VOWEL = re.compile(r"[aeiouyAEIOUY]")


def is_static(segment: str) -> bool:
    """Tell whether the segment is a word that APIs use, or the name of an operation (`getOrders`)."""
    return (
        segment.casefold() in _STATIC
        or segment[:1] in {".", "$"}
        or ":" in segment
        or _OPERATION.fullmatch(segment) is not None
    )


def is_structural(segment: str) -> bool:
    """Tell whether resources, not values, are named below this segment: the root, `v2`, `api`, an id."""
    return _STRUCTURAL.fullmatch(segment) is not None


@lru_cache(maxsize=65536)
def looks_random(segment: str) -> bool:
    """Tell whether the segment is a token that nobody chose, such as `dQw4w9WgXcQ`.

    It is when its digits are scattered, or when less than 60 % of its letters are in parts that can be
    spoken: three letters and more, with a vowel and without five consonants in a row.
    """
    if len(segment) < 16 and segment.isalpha():
        return False
    if not _TOKEN.fullmatch(segment) or is_static(segment):
        return False
    digit_groups = len(_DIGITS.findall(segment))
    if digit_groups >= 3 or (digit_groups == 0 and len(segment) < 16):
        return len(segment) >= 10 and digit_groups >= 3
    letters = sum(map(str.isalpha, segment))
    spoken = sum(len(hump) for hump in _HUMPS.findall(segment) if _can_be_spoken(hump))
    return spoken < 0.6 * letters


@lru_cache(maxsize=65536)
def resembles_id(segment: str) -> bool:
    """Tell whether the segment, were it beside ids and followed alike, would be one: `ord_17`, `xKqWzRt7`."""
    if is_static(segment) or is_structural(segment):
        return False
    if _NUMBERED.fullmatch(segment) or _BASE62.fullmatch(segment):
        return True
    if not _SHORT_TOKEN.fullmatch(segment) or not _UNEVEN.search(segment):
        return False
    spoken = sum(len(hump) for hump in _HUMPS.findall(segment) if _can_be_spoken(hump))
    return spoken < 0.85 * sum(map(str.isalpha, segment))


def _can_be_spoken(part: str) -> bool:
    return len(part) >= 3 and bool(_VOWEL.search(part)) and not _CONSONANTS.search(part)


def parameter_name(parent: str) -> str:
    """Return the name for a value under this segment: `users` gives `{user}`, `companies` `{company}`."""
    word = re.sub(r"[^a-z0-9]+", "_", parent.casefold()).strip("_")
    if is_structural(parent) or not word or word == "id":
        return "{value}"
    for ending, singular in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh")):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return "{" + word.removesuffix(ending) + singular + "}"
    plural = word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return "{" + (word[:-1] if plural else word) + "}"
