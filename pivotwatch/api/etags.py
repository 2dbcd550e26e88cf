"""Entity tags: a program need not read again what it knows, and does not overwrite what it has not seen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import Depends, Header, HTTPException, Request, Response

from governance import ConflictError

_TAG = re.compile(r'^"v(\d{1,9})"$')


class NotModifiedError(HTTPException):
    """What the caller has is what there is."""


def tag(version: int) -> str:
    """Return the entity tag of a version."""
    return f'"v{version}"'


def answer_tag(request: Request, response: Response, version: int) -> None:
    """Put the tag of what is answered into the answer.

    Raises
    ------
    NotModifiedError
        When the caller's If-None-Match names it (RFC 9110, 13.1.2).
    """
    now = tag(version)
    response.headers["ETag"] = now
    known = [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]
    if request.method == "GET" and (now in known or known == ["*"]):
        raise NotModifiedError(304, headers={"ETag": now})


def _expected(
    if_match: Annotated[
        str | None,
        Header(
            description="The ETag that you saw; refused with 412 when it was changed meanwhile.",
            examples=['"v3"'],
            max_length=200,
        ),
    ] = None,
) -> int | None:
    if if_match is None or if_match.strip() == "*":
        return None
    found = _TAG.match(if_match.strip())
    if found is None:
        raise HTTPException(412, f"{if_match[:40]!r} is no entity tag of this resource; read it again.")
    return int(found[1])


@contextmanager
def unchanged(expected: int | None, version: Callable[[], int]) -> Iterator[None]:
    """Refuse with 412 what would change something that is no longer as the caller saw it.

    Parameters
    ----------
    expected
        What the caller saw; None = it does not say.
    version
        Reads the version as it is.
    """
    if expected is None:
        yield
        return
    _refuse(expected, version())
    try:
        yield
    except ConflictError:
        _refuse(expected, version())  # somebody else was faster by a moment
        raise


def _refuse(expected: int, now: int) -> None:
    if now != expected:
        raise HTTPException(
            412, f"It is at version {now} meanwhile, you saw {expected}; read it again.", {"ETag": tag(now)}
        )


Expected = Annotated[int | None, Depends(_expected)]
"""The version that the caller saw; None = it does not say."""
