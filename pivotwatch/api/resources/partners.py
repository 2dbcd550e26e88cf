"""Partners: the register, and what logs showed of each."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Path, Query
from pydantic import Field

from foundation import InputError, Problem, UnknownNameError, Warehouse, named_sql
from governance import (
    REGISTER_COLUMNS,
    ApprovedDeclaration,
    Partner,
    Saved,
    read_partner,
    read_register_text,
    save_partners,
)
from pivotwatch.api.access import Acting, Held, needs
from pivotwatch.api.paging import DEFAULT_LIMIT, Cursor, Limit, Page, Sent, Shown, cut, read_cursor

routes = APIRouter(prefix="/partners", tags=["partners"])

PartnerId = Annotated[str, Path(description="Of a partner.", examples=["acme"], max_length=500)]
_Text = Annotated[str, Field(max_length=200)]
_Item = Annotated[str, Field(min_length=1, max_length=200, pattern="^[^;]+$")]


class PartnerListed(Shown):
    """A partner, registered or seen in logs, with its usage."""

    partner: str = Field(examples=["acme"])
    name: str = Field(examples=["Acme Ltd"])
    provisional: bool = Field(description="Seen in logs, and named by no register entry.")
    tier: str | None
    owner: str | None
    calls: int
    errors: int
    first_day: date | None = Field(description="With calls.")
    last_day: date | None = Field(description="With calls.")


class ContactShown(Shown):
    """Whom to write to."""

    role: str = Field(examples=["technical"])
    name: str = Field(examples=["Ada"])
    email: str = Field(examples=["ada@acme.example"])


class DeclarationShown(Shown):
    """What a partner was approved for, from a day on."""

    groups: list[str]
    endpoints: list[str]
    approved_by: str
    approved_at: datetime
    valid_from: date


class PartnerShown(PartnerListed):
    """A partner with all that the register says."""

    locale: str | None = Field(examples=["de-DE"])
    time_zone: str | None = Field(examples=["Europe/Berlin"])
    contacts: list[ContactShown]
    credentials: list[str] = Field(
        description="As people may see them; secrets as a short form of their hash."
    )
    declarations: list[DeclarationShown] = Field(description="Oldest first; the last one holds.")


class ContactGiven(Sent):
    """Whom to write to."""

    role: Annotated[str, Field(max_length=60, pattern="^[^:<>;]*$")] = Field(
        "contact", examples=["technical"]
    )
    name: Annotated[str, Field(max_length=100, pattern="^[^<>;]*$")] = Field("", examples=["Ada"])
    email: Annotated[str, Field(max_length=200, pattern=r"^[^<>\s@;]+@[^<>\s@;]+\.[^<>\s@;]+$")] = Field(
        examples=["ada@acme.example"]
    )


class PartnerGiven(Sent):
    """What the register is to say of a partner; what is left out becomes empty."""

    name: _Text = Field("", description="Empty = its id.", examples=["Acme Ltd"])
    tier: _Text | None = Field(None, examples=["gold"])
    owner: _Text | None = Field(None, description="The manager who looks after it.")
    locale: _Text | None = Field(None, examples=["de-DE"])
    time_zone: _Text | None = Field(None, examples=["Europe/Berlin"])
    credentials: list[_Item] = Field(
        [],
        max_length=1000,
        description="As gateways log them; `key:` before a secret one, which is then hashed.",
    )
    contacts: list[ContactGiven] = Field([], max_length=100)
    declared_groups: list[_Item] = Field([], max_length=1000, description="Names of the groups it may be in.")
    declared_endpoints: list[_Item] = Field(
        [], max_length=1000, description="Endpoints, or patterns with `*`."
    )


class SavedShown(Shown):
    """What saving did, by partner id."""

    added: list[str]
    changed: list[str]
    unchanged: list[str]


@routes.get("", dependencies=[needs("read")], response_model=Page[PartnerListed])
def list_partners(
    service: Held,
    tier: Annotated[str | None, Query(description="Only this tier.", max_length=200)] = None,
    owner: Annotated[str | None, Query(description="Only this manager's.", max_length=200)] = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> dict[str, Any]:
    """List partners, registered or seen in logs, by id."""
    (after,) = read_cursor(cursor, [str])
    with service.reading() as warehouse:
        rows = _rows(warehouse, after=after, partner=None, tier=tier, owner=owner, most=limit + 1)
    return cut(rows, limit, lambda row: [row["partner"]])


@routes.get("/{partner_id:path}", dependencies=[needs("read")], response_model=PartnerShown)
def read_one(service: Held, partner_id: PartnerId) -> dict[str, Any]:
    """Return a partner: usage, contacts, credentials, and what it declared when."""
    with service.reading() as warehouse:
        return _one(service, warehouse, partner_id)


@routes.put("/{partner_id:path}", dependencies=[needs("partners:write")], response_model=PartnerShown)
def save_one(service: Held, partner_id: PartnerId, given: PartnerGiven, act: Acting) -> dict[str, Any]:
    """Add a partner to the register, or replace what it says; a changed declaration joins the history."""
    (partner,) = _checked(service, _as_csv(partner_id, given), "body")
    _save(service, [partner], act)
    with service.reading() as warehouse:
        return _one(service, warehouse, partner_id)


@routes.post("/import", dependencies=[needs("partners:write")], response_model=SavedShown)
def import_register(
    service: Held,
    act: Acting,
    register: Annotated[
        str,
        Body(
            media_type="text/csv",
            description=f"CSV with a header; columns: {', '.join(REGISTER_COLUMNS)}.",
            examples=["id,name,contacts\nacme,Acme Ltd,technical:Ada <ada@acme.example>\n"],
        ),
    ],
    dry_run: Annotated[bool, Query(description="Tell what would change, and change nothing.")] = False,
) -> Saved:
    """Read a register as CSV; partners that it does not name stay as they are."""
    partners = _checked(service, register, "register")
    if dry_run:
        return save_partners(service.record, partners, act.actor, act.now, dry_run=True)
    return _save(service, partners, act)


def _checked(service: Held, text: str, name: str) -> list[Partner]:
    try:
        return read_register_text(text, name, service.app.home.secret_key())
    except InputError as error:
        # a problem's value may be a credential; the caller knows what it sent
        problems = [
            Problem(each.place.replace("body:2: ", "body."), "", each.reason) for each in error.problems
        ]
        told = "The register is refused; nothing was written:"
        raise InputError(told if problems else str(error), problems) from error


def _save(service: Held, partners: list[Partner], act: Acting) -> Saved:
    from pivotwatch.stages.register import sync_register  # noqa: PLC0415 - brings polars

    with service.writing() as warehouse:
        saved = save_partners(service.record, partners, act.actor, act.now)
        sync_register(warehouse, service.record)
    return saved


def _as_csv(partner_id: str, given: PartnerGiven) -> str:
    row = {
        "id": partner_id,
        "name": given.name,
        "credentials": ";".join(given.credentials),
        "owner": given.owner or "",
        "contacts": ";".join(f"{each.role}:{each.name} <{each.email}>" for each in given.contacts),
        "tier": given.tier or "",
        "declared_groups": ";".join(given.declared_groups),
        "declared_endpoints": ";".join(given.declared_endpoints),
        "locale": given.locale or "",
        "time_zone": given.time_zone or "",
    }
    text = io.StringIO(newline="")
    csv.writer(text).writerows([row.keys(), row.values()])
    return text.getvalue()


def _one(service: Held, warehouse: Warehouse, partner_id: str) -> dict[str, Any]:
    known: tuple[Partner, list[ApprovedDeclaration]] | None
    try:
        known = read_partner(service.record, partner_id)
    except UnknownNameError:
        known = None
    exact = known[0].partner_id if known else partner_id
    found = _rows(warehouse, after=None, partner=exact, tier=None, owner=None, most=1)
    if not found:
        raise UnknownNameError("partner", partner_id, ())
    seen = warehouse.records(named_sql("pivotwatch", "partners_credentials"), {"partner_id": exact})
    shown = [row["shown"] for row in seen]
    if known is None:
        nothing: dict[str, Any] = {"locale": None, "time_zone": None, "contacts": [], "declarations": []}
        return found[0] | nothing | {"credentials": shown}
    partner, history = known
    return found[0] | {
        "locale": partner.locale,
        "time_zone": partner.time_zone,
        "contacts": [ContactShown.model_validate(each) for each in partner.contacts],
        "credentials": sorted({*shown, *(each.shown for each in partner.credentials)}),
        "declarations": [_declaration(each) for each in history],
    }


def _declaration(each: ApprovedDeclaration) -> dict[str, Any]:
    declared = {"groups": list(each.declaration.groups), "endpoints": list(each.declaration.endpoints)}
    return declared | {name: getattr(each, name) for name in ("approved_by", "approved_at", "valid_from")}


def _rows(warehouse: Warehouse, **values: object) -> list[dict[str, Any]]:
    return list(warehouse.records(named_sql("pivotwatch", "api_partners"), values))
