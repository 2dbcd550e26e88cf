"""Errors of the governance record that callers tell apart."""

from __future__ import annotations

from foundation import InputError, PivotwatchError


class ConflictError(PivotwatchError):
    """Somebody changed the thing meanwhile, or its state does not allow the step; nothing was written."""


class LinkError(InputError):
    """An answer link is forged, expired, or for something that is no longer asked."""
