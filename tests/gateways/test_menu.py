"""Every gateway that Pivotwatch says it reads has a format with samples, a source, and something to paste."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from ingest import SHIPPED, snippet, snippets_of
from pivotwatch.cli import pivotwatch

SYSTEMS = {
    "nginx": ("nginx_combined", "nginx_json", "nginx_syslog"),
    "NGINX Ingress": ("ingress_nginx",),
    "Kong": ("kong",),
    "Apigee, Cloud Logging": ("apigee", "cloud_logging"),
    "Azure API Management": ("azure_apim", "azure_apim_table"),
    "AWS API Gateway": ("aws_api_gateway",),
    "AWS load balancer": ("aws_alb",),
    "AWS CloudFront": ("aws_cloudfront",),
    "AWS CloudTrail": ("aws_cloudtrail",),
    "IBM API Connect": ("ibm_api_connect",),
    "WSO2, Choreo": ("wso2", "choreo"),
    "Tyk": ("tyk", "tyk_access"),
    "Gravitee": ("gravitee", "gravitee_elasticsearch"),
    "KrakenD": ("krakend", "krakend_json"),
    "Zuul, Spring Cloud Gateway": ("zuul", "spring_cloud_gateway"),
    "Emissary": ("emissary", "emissary_json"),
    "Istio": ("istio", "istio_sidecar", "istio_text"),
    "Envoy": ("envoy_json", "envoy_text", "envoy_als", "otlp_logs"),
    "Linkerd": ("linkerd",),
    "Consul": ("consul",),
    "APIPark, Apinto": ("apipark", "apipark_line"),
    "MuleSoft": ("mulesoft",),
    "HAProxy": ("haproxy_json", "haproxy_text"),
    "Traefik": ("traefik_json", "traefik_common"),
    "Caddy": ("caddy",),
    "Apache httpd": ("apache_combined", "apache_common", "apache_json", "apache_vhost_combined"),
    "Cloudflare": ("cloudflare",),
    "OpenTelemetry": ("otlp_logs", "otlp_traces"),
    "APISIX": ("apisix", "apisix_access"),
    "IIS": ("iis",),
}
SURE = ["recorded", "source code", "documentation", "third party", "memory"]


@pytest.mark.parametrize("system", list(SYSTEMS))
def test_system(system: str) -> None:
    """Each of its formats has samples of calls, a link, and a configuration that prints."""
    for name in SYSTEMS[system]:
        known = SHIPPED[name]
        assert len(known.samples) >= 2
        assert known.source.startswith("https://")
        found = snippets_of(name)
        assert found
        assert all(snippet(each).strip() for each in found)


def test_the_listing_says_how_sure_it_is() -> None:
    """`pivotwatch formats` names for every format what it yields, and where its description comes from."""
    result = CliRunner().invoke(pivotwatch, ["formats", "--json"], catch_exceptions=False)
    rows = {row["format"]: row for row in map(json.loads, result.stdout.splitlines())}
    assert set(rows) >= {name for names in SYSTEMS.values() for name in names}
    assert all(row["confidence"] in SURE for row in rows.values())
    assert all({"identity", "route", "id", "snippet", "notes"} <= set(row) for row in rows.values())
    run_here = (
        "nginx_json",
        "haproxy_json",
        "apache_json",
        "caddy",
        "envoy_json",
        "envoy_als",
        "traefik_json",
    )
    assert {rows[name]["confidence"] for name in run_here} == {"recorded"}
