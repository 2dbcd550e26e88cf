"""Learning over all templates that paths have made so far, old and new; merges are recorded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from foundation import Warehouse
from ingest.endpoints.learning import Learned, Seen, is_crowded, learn
from ingest.endpoints.naming import Endpoint, KnownEndpoint, Proposal, Source
from ingest.endpoints.settings import EndpointSettings
from ingest.endpoints.store import Stored, add_endpoints, calls_of, record_merges, set_sources


class PathMade(NamedTuple):
    """An endpoint that this load's paths made, with its calls in the load."""

    endpoint: Endpoint
    calls: int


def generalise(
    warehouse: Warehouse,
    stored: Stored,
    made: Sequence[PathMade],
    settings: EndpointSettings,
    now: datetime | None,
) -> dict[Endpoint, Proposal]:
    """Return what this load's endpoints are called after learning, where that is another name.

    Parameters
    ----------
    made
        Endpoints that may be created from this load's paths, known ones among them.
    """
    renamed: dict[Endpoint, Proposal] = {}
    new = [each for each in made if not stored.knows(each.endpoint)]
    for api in sorted({each.endpoint.api for each in new}):
        old = [known for known in stored.live("heuristic", "learned") if known.endpoint.api == api]
        here = [each for each in made if each.endpoint.api == api]
        revived = [each.endpoint for each in here if stored.is_refused(each.endpoint)]
        learned = _learned(warehouse, old, here, revived, settings)
        if learned is not None:
            renamed |= {
                each.endpoint: proposal
                for each in here
                if (proposal := _renamed(each.endpoint, learned)) is not None
            }
            _rename_old(warehouse, stored, old, learned, now)
    return renamed


def _learned(
    warehouse: Warehouse,
    old: Sequence[KnownEndpoint],
    here: Sequence[PathMade],
    revived: Sequence[Endpoint],
    settings: EndpointSettings,
) -> Learned | None:
    before = {known.endpoint.template for known in old if known.source == "learned"}
    seen = [Seen(known.endpoint.method, known.endpoint.template, 0) for known in old]
    seen += [Seen(each.endpoint.method, each.endpoint.template, each.calls) for each in here]
    if not is_crowded(seen, before, settings.learned_values):
        return None
    earlier = [known.endpoint for known in old if known.source == "heuristic"] + list(revived)
    past = calls_of(warehouse, (endpoint.number for endpoint in earlier))
    seen += [Seen(endpoint.method, endpoint.template, past.get(endpoint.number, 0)) for endpoint in earlier]
    return learn(seen, before, settings.learned_values, settings.learned_calls)


def _renamed(endpoint: Endpoint, learned: Learned) -> Proposal | None:
    template = learned.templates.get(endpoint.template)
    if template is not None:
        return Proposal(Endpoint(endpoint.api, endpoint.method, template), "learned")
    return Proposal(endpoint, "learned") if endpoint.template in learned.static else None


def _rename_old(
    warehouse: Warehouse,
    stored: Stored,
    old: Sequence[KnownEndpoint],
    learned: Learned,
    now: datetime | None,
) -> None:
    merges: dict[int, int] = {}
    sources: dict[int, Source] = {}
    targets: list[KnownEndpoint] = []
    for known in old:
        proposal = _renamed(known.endpoint, learned)
        if proposal is None:
            continue
        if proposal.endpoint == known.endpoint:
            sources[known.endpoint.number] = "learned"
        else:
            merges[known.endpoint.number] = proposal.endpoint.number
            targets.append(KnownEndpoint(proposal.endpoint, "learned", known.first_day))
    add_endpoints(warehouse, stored, targets)
    record_merges(warehouse, stored, merges, "learned: one of many values at the same place", now)
    set_sources(warehouse, stored, sources)
