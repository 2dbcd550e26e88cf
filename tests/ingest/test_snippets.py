"""Configurations of gateways that are printed to be pasted."""

from __future__ import annotations

import json
import re

import pytest
import yaml
from click.testing import CliRunner

from foundation import UnknownNameError
from ingest import SHIPPED, snippet, snippet_names, snippets_of
from pivotwatch.cli import pivotwatch


@pytest.mark.parametrize("name", SHIPPED)
def test_each_format_has_one(name: str) -> None:
    """For each format there is a configuration that makes a gateway write it; its name finds it too."""
    names = snippets_of(name)
    assert names
    assert snippet(name) == snippet(name if name in snippet_names() else names[0])


def test_each_is_of_a_format() -> None:
    """No configuration lies about that belongs to no format."""
    assert set(snippet_names()) == {name for form in SHIPPED for name in snippets_of(form)}


@pytest.mark.parametrize("name", snippet_names())
def test_it_names_no_secret(name: str) -> None:
    """What is logged is no key, no cookie, no whole query string, where the gateway allows that."""
    text = snippet(name)
    logged = re.findall(
        r"\$http_x_api_key\"|\$args|\$query_string|%q|identity\.apiKey\b|cs-uri-query\"", text
    )
    assert not logged


@pytest.mark.parametrize(
    "name", ["envoy", "envoy_als", "envoy_otlp", "traefik", "kong", "apisix", "istio", "otlp"]
)
def test_yaml_reads(name: str) -> None:
    """What is YAML can be read as YAML."""
    assert isinstance(yaml.safe_load(snippet(name)), dict)


@pytest.mark.parametrize("name", ["aws_api_gateway", "krakend", "krakend_json", "tyk", "tyk_access"])
def test_json_reads(name: str) -> None:
    """What is JSON can be read as JSON; AWS wants its template in a single line."""
    assert isinstance(json.loads(snippet(name)), dict)
    assert name != "aws_api_gateway" or snippet(name).count("\n") == 1


def test_an_unknown_name() -> None:
    """A name that is not there is answered with those that are."""
    with pytest.raises(UnknownNameError, match="nginx"):
        snippet("nonesuch")


def test_the_commands() -> None:
    """`formats` tells what each format yields and how sure it is; `formats snippet` prints one."""
    run = CliRunner()
    rows = [json.loads(line) for line in run.invoke(pivotwatch, ["formats", "--json"]).stdout.splitlines()]
    known = {row["format"]: row for row in rows}
    assert set(known) >= set(SHIPPED)
    assert known["kong"]["identity"] == "consumer"
    assert known["kong"]["route"] == "template"
    assert known["kong"]["id"] is True
    assert known["aws_alb"]["identity"] == "client_ip only"
    assert known["mulesoft"]["confidence"] == "third party"
    assert run.invoke(pivotwatch, ["formats", "snippet", "kong"]).stdout == snippet("kong")
    assert "kong" in run.invoke(pivotwatch, ["formats", "snippet"]).stdout.split()
    assert run.invoke(pivotwatch, ["formats", "snippet", "nonesuch"]).exit_code == 1
