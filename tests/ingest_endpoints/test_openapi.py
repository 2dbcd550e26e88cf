"""OpenAPI documents: reading them, matching paths, and leading endpoints found before to them."""

from __future__ import annotations

from pathlib import Path

import pytest
from loading import Hit, calls, live, load, people

from foundation import InputError, Warehouse
from ingest.endpoints import import_documents

CRM = """\
openapi: 3.1.0
info: {title: CRM, version: "1"}
servers:
  - url: https://{region}.example.com/{base}
    variables: {region: {default: eu}, base: {default: crm/v2}}
paths:
  /contacts/{contactId}:
    get: {operationId: getContact, tags: [Sensitive]}
    delete: {deprecated: true, x-sensitive: true}
  /contacts/search:
    get: {}
  /contacts/{contactId}/report-{day}.pdf:
    get: {}
  /tenants/{tenantName}/members:
    get: {}
  /2015-03-31/functions:
    get: {}
  /shared:
    $ref: '#/components/pathItems/Shared'
components:
  pathItems:
    Shared:
      post: {}
"""
SHOP = '{"openapi": "3.0.3", "servers": [{"url": "/shop"}], "paths": {"/carts/{cart}": {"get": {}}}}'


@pytest.fixture
def crm(tmp_path: Path) -> Path:
    file = tmp_path / "crm.yaml"
    file.write_text(CRM, encoding="utf-8")
    return file


def test_paths_get_the_documents_templates(warehouse: Warehouse, crm: Path) -> None:
    """Literal segments go before parameters; base path, mixed segments and id-like literals are read."""
    import_documents(warehouse, [crm], "")
    load(
        warehouse,
        [
            "/crm/v2/contacts/42",
            "/crm/v2/contacts/alice",
            "/crm/v2/contacts/search",
            "/crm/v2/contacts/42/report-2026-11-21.pdf",
            "/crm/v2/tenants/acme/members",
            "/crm/v2/2015-03-31/functions",
            Hit("/crm/v2/shared", "POST"),
            "/crm/v2/unknown/42",
        ],
    )
    assert live(warehouse) == {
        "GET /crm/v2/2015-03-31/functions": "openapi",
        "GET /crm/v2/contacts/search": "openapi",
        "GET /crm/v2/contacts/{contactId}": "openapi",
        "GET /crm/v2/contacts/{contactId}/report-{day}.pdf": "openapi",
        "GET /crm/v2/tenants/{tenantName}/members": "openapi",
        "GET /crm/v2/unknown/{id}": "heuristic",
        "POST /crm/v2/shared": "openapi",
    }


def test_operations_keep_what_detectors_ask_for(warehouse: Warehouse, crm: Path) -> None:
    """Deprecated and sensitive operations are known as such."""
    import_documents(warehouse, [crm], "")
    rows = warehouse.rows(
        "SELECT method, deprecated, sensitive, operation_id FROM openapi_operations "
        "WHERE template = '/crm/v2/contacts/{contactId}' ORDER BY method"
    )
    assert rows == [("DELETE", True, True, None), ("GET", False, True, "getContact")]


def test_a_method_that_the_document_leaves_out_is_not_documented(warehouse: Warehouse, crm: Path) -> None:
    """An undocumented method of a documented path gets the document's template, and stays found by path."""
    import_documents(warehouse, [crm], "")
    load(warehouse, [Hit("/crm/v2/contacts/42", "PUT")])
    assert live(warehouse) == {"PUT /crm/v2/contacts/{contactId}": "heuristic"}


def test_several_apis_do_not_mix(warehouse: Warehouse, crm: Path, tmp_path: Path) -> None:
    """A document of one API does not name the paths of another; where the gateway names none, all answer."""
    shop = tmp_path / "shop.json"
    shop.write_text(SHOP, encoding="utf-8")
    import_documents(warehouse, [crm], "crm")
    import_documents(warehouse, [shop], "shop")
    load(warehouse, [Hit("/shop/carts/1", api="crm"), Hit("/shop/carts/1", api="shop"), "/shop/carts/1"])
    assert calls(warehouse) == {"GET /shop/carts/{cart} (shop)": 8, "GET /shop/carts/{id} (crm)": 4}


def test_endpoints_found_before_are_merged_into_the_documents(warehouse: Warehouse, crm: Path) -> None:
    """An import leads heuristic and learned endpoints to the document's; a second changes nothing."""
    load(warehouse, ["/crm/v2/contacts/42", *(f"/crm/v2/tenants/{name}/members" for name in people(60))])
    assert import_documents(warehouse, [crm], "").merged == 2
    assert live(warehouse) == {
        "GET /crm/v2/contacts/{contactId}": "openapi",
        "GET /crm/v2/tenants/{tenantName}/members": "openapi",
    }
    assert calls(warehouse) == {
        "GET /crm/v2/contacts/{contactId}": 4,
        "GET /crm/v2/tenants/{tenantName}/members": 240,
    }
    assert import_documents(warehouse, [crm], "").merged == 0


def test_a_document_welcomes_what_was_only_refused(warehouse: Warehouse, crm: Path) -> None:
    """Calls refused before the document came are errors of what it describes, and no longer unmatched."""
    load(warehouse, [Hit("/crm/v2/contacts/42", status=404), Hit("/crm/v9/none", status=404)])
    import_documents(warehouse, [crm], "")
    assert calls(warehouse) == {"GET (unmatched)": 4, "GET /crm/v2/contacts/{contactId}": 4}


def test_a_parameter_renamed_to_and_fro_ends_well(warehouse: Warehouse, crm: Path) -> None:
    """Renaming a parameter and back again leaves one live endpoint and no circle of merges."""
    import_documents(warehouse, [crm], "")
    load(warehouse, ["/crm/v2/contacts/42"])
    crm.write_text(CRM.replace("contactId", "contact"), encoding="utf-8")
    import_documents(warehouse, [crm], "")
    assert set(live(warehouse)) == {"GET /crm/v2/contacts/{contact}"}
    crm.write_text(CRM, encoding="utf-8")
    import_documents(warehouse, [crm], "")
    assert calls(warehouse) == {"GET /crm/v2/contacts/{contactId}": 4}
    assert len(warehouse.rows("FROM endpoint_merges")) == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("swagger: '2.0'\npaths: {}\n", "Swagger 2.0"),
        ("openapi: 4.0.0\npaths: {/a: {}}\n", r"3\.0\.x or 3\.1\.x"),
        ("openapi: 3.1.0\n", "no paths"),
        ("- a\n- b\n", "no OpenAPI document"),
        ("{broken", "neither JSON nor YAML"),
        ("a: [", "neither JSON nor YAML"),
    ],
)
def test_what_is_no_document_is_explained(
    warehouse: Warehouse, crm: Path, tmp_path: Path, content: str, told: str
) -> None:
    """An unreadable document is refused with the reason; the good one beside it is not imported."""
    bad = tmp_path / "bad.yaml"
    bad.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=told):
        import_documents(warehouse, [crm, bad, tmp_path / "missing.yaml"], "")
    assert warehouse.rows("FROM openapi_operations") == []
