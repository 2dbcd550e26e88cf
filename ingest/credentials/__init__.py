"""Credentials: the identity as the gateway saw it becomes a number that secrets cannot be read back from."""

from ingest.credentials.resolve import NOBODY, credential_number, resolve, shown_form

__all__ = ["NOBODY", "credential_number", "resolve", "shown_form"]
