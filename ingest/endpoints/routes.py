"""Route templates as gateways write them, made one; and whether one really describes a path."""

from __future__ import annotations

import re

_METHOD_IN_FRONT = re.compile(r"^[A-Za-z]+\s+(?=/)")
_REGEX_GROUP = re.compile(r"\(\?P?<([A-Za-z_][A-Za-z0-9_]*)>[^()]*(?:\([^()]*\)[^()]*)*\)")
_BRACES = re.compile(r"\{([A-Za-z_][A-Za-z0-9_.-]*)\s*(?:[:=][^{}]*(?:\{[^{}]*\}[^{}]*)*)?\}")
_ANGLES = re.compile(r"<(?:[A-Za-z_]+(?:\([^)]*\))?:)?([A-Za-z_][A-Za-z0-9_]*)>")
_COLON = re.compile(r"(?<=/):([A-Za-z_][A-Za-z0-9_]*)\??")
_OPEN_END = re.compile(r"(?:/\*+[A-Za-z_]*|/\{[A-Za-z_.-]+[+*]\}|/\{\*+[A-Za-z_]*\}|\*+|\.\*|\(\.\*\))/?$")
_LONGEST = 300


def tidy_route(route: str | None) -> str | None:
    """Return a gateway's route template in our spelling, `/users/{id}`; None when there is none in it.

    Reads `:id` (Express), `<int:id>` (Flask), `{id:[0-9]+}` (Spring, Chi), `(?<id>…)` (Kong, nginx) and a
    method in front. A route that is open at its end (`/v1/*`, `/{proxy+}`) describes a part of the API
    and no endpoint. A name without `/` is kept as it is: the settings asked for it.
    """
    text = _METHOD_IN_FRONT.sub("", " ".join((route or "").split()))
    if not text or not text.isprintable() or len(text) > _LONGEST:
        return None
    regex = text.startswith(("~", "^"))
    text = text.lstrip("~^ ")
    if not regex:
        text = text.split("?", 1)[0]
    text = _REGEX_GROUP.sub(r"{\1}", text)
    if regex:
        text = text.rstrip("$").removesuffix("/?").replace("\\", "")
    if _OPEN_END.search(text):
        return None
    if "/" not in text:
        return text
    text = _COLON.sub(r"{\1}", _ANGLES.sub(r"{\1}", _BRACES.sub(r"{\1}", text)))
    return "/" + "/".join(part for part in text.split("/") if part)


def describes(route: str, shape: str | None) -> bool:
    """Tell whether a tidy route can be the endpoint of a path.

    It cannot when it is only the beginning of the path, as a gateway's prefix routes are. A route that
    differs from the path otherwise is believed: gateways rewrite paths.
    """
    if shape is None or not route.startswith("/"):
        return True
    route_parts, parts = route.strip("/").split("/"), shape.strip("/").split("/")
    if route == "/":
        return shape == "/"
    shorter = len(route_parts) < len(parts)
    return not (shorter and all(_fits(*pair) for pair in zip(route_parts, parts, strict=False)))


def _fits(route_part: str, part: str) -> bool:
    return "{" in route_part or route_part == part
