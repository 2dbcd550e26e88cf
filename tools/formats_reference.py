"""Writes docs/formats.md from the format plug-ins: `python -m tools.formats_reference`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from ingest import SHIPPED, Format, snippets_of

FILE = Path(__file__).parents[1] / "docs" / "formats.md"

_HEAD = """# Log formats

Made from the plug-ins of `ingest/formats/` by `python -m tools.formats_reference`; `make check` refuses a
stale one. How to set a gateway up is told in [gateways.md](gateways.md).

`pivotwatch ingest` finds the format out by itself; `--format NAME` names it. Whatever the gateway writes, a
call's time becomes the start of the request in UTC, its latency milliseconds, and a query string is cut off.
Records may lie in envelopes, which are opened: JSON lists, container logs (CRI, Docker), CloudWatch,
Firehose, Event Hub's `records`, CloudTrail's `Records`, Pub/Sub, Loki; files may be packed with gzip or zstd.

- **identity**: what may name the caller, in the words of the setting `ingest.identities`. API keys are kept
  as keyed hash only. "client_ip only" means that the setting has to name client_ip.
- **route**: `template` where the record holds the route's template, `name` where it names a route
  (`ingest.named_routes` counts by it), else templates are found from OpenAPI documents and paths.
- **id**: whether a record that comes twice is known by an id.
- **confidence**: where our description comes from. `recorded`: lines that the real program wrote here.
  `source code`, `documentation`: the project's own. `third party`: somebody else's parser or test data.
  `memory`: nothing we could look up.

| format | identity | route | id | confidence |
|---|---|---|---|---|"""


def reference() -> str:
    """Return the page."""
    rows = [_row(name, form) for name, form in SHIPPED.items()]
    return "\n".join([_HEAD, *rows, "", *(line for name in SHIPPED for line in _section(name))])


def _row(name: str, form: Format) -> str:
    identity = _identity(form)
    marked = "yes" if form.request_id != "NULL" else "no"
    return f"| [{name}](#{name}) | {identity} | {_route(form)} | {marked} | {form.confidence} |"


def _section(name: str) -> Iterator[str]:
    form = SHIPPED[name]
    yield from (f"## {name}", "", " ".join(_about(name).split()), "", form.notes, "")
    zone = "in the zone of ingest.log_time_zone" if form.local_moment != "NULL" else "with its zone, or UTC"
    end = "end" if form.moment_is_end else "start"
    yield f"- Its clock tells the request's {end}, {zone}; latency in {form.latency_unit}."
    names = ", ".join(f"`pivotwatch formats snippet {snippet}`" for snippet in snippets_of(name))
    yield f"- Configuration: {names}."
    yield f"- Description: <{form.source}> ({form.confidence})."
    yield from ("", "```", _example(form), "```", "")


def _example(form: Format) -> str:
    return next(sample.line for sample in form.samples if sample.call).rstrip()


def _about(name: str) -> str:
    """Return the first paragraph of the plug-in's docstring."""
    module = __import__(f"ingest.formats.{name}", fromlist=["PLUGIN"])
    return (module.__doc__ or "").partition("\n\n")[0]


def _identity(form: Format) -> str:
    kinds = [kind for kind in form.identities if kind != "client_ip"]
    return ", ".join(kinds) or ("client_ip only" if form.identities else "none")


def _route(form: Format) -> str:
    if form.route != "NULL":
        return "template"
    return "name" if form.route_name != "NULL" else "none"


if __name__ == "__main__":
    FILE.write_text(reference(), encoding="utf-8")
    click.echo(f"Wrote {FILE.name}.")
