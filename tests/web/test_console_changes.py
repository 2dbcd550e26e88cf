"""What managers change on pages: names of groups, OpenAPI documents, the policy, accounts, verdicts."""

from __future__ import annotations

from pathlib import Path

from foundation import Home
from governance import list_users, newest_audit_entries, verdict_history, verify_audit
from pivotwatch.governing import policy_file, policy_of
from tests.api.api_world import ACME
from tests.web.web_world import PASSWORD, client_of, filled_service, form_token

_SPEC = Path(__file__).parents[2] / "data/samples/demo/openapi.yaml"
_QUIET = """format = 1
[[rule]]
name = "nothing"
why = "Nobody is bothered."
stop = true
"""


def test_a_renamed_group_is_called_so_on_the_next_page(home: Home) -> None:
    """The new name shows at once; a name that another group has is refused, and nothing changes."""
    service = filled_service(home)
    client = client_of(service, "mia")
    token = form_token(client.get("/groups/1").text)
    answer = client.post("/groups/1/name", data={"form_token": token, "name": "Address <b>books</b>"})
    assert "Address &lt;b&gt;books&lt;/b&gt;</bdi></h1>" in answer.text
    assert "Address &lt;b&gt;books" in client.get("/groups").text
    refused = client.post("/groups/1/name", data={"form_token": token, "name": "Invoice readers"})
    assert refused.status_code == 422
    assert "Invoice readers" in refused.text
    assert newest_audit_entries(service.record, 1)[0].action == "group.renamed"
    service.record.dispose()


def test_an_openapi_document_tells_shadow_use(home: Home) -> None:
    """After an import, what it does not name and is called is shadow use; a picture is refused."""
    service = filled_service(home)
    client = client_of(service, "mia")
    token = form_token(client.get("/endpoints").text)
    files = {"document": ("openapi.yaml", _SPEC.read_bytes())}
    answer = client.post("/endpoints/openapi", data={"form_token": token}, files=files)
    assert "operations" in answer.text
    assert "window.hacked=1" in client.get("/endpoints?kind=shadow").text
    files = {"document": ("x.png", b"\x89PNG")}
    assert client.post("/endpoints/openapi", data={"form_token": token}, files=files).status_code == 422
    service.record.dispose()


def test_a_policy_is_tried_before_it_is_put_in_force(home: Home) -> None:
    """A back-test changes nothing; mistakes are named; an admin puts it in force, on the one they saw."""
    service = filled_service(home)
    manager, admin = client_of(service, "mia"), client_of(service, "ada")
    shipped = policy_of(service.app)
    token = form_token(manager.get("/rules").text)
    tried = manager.post("/rules/try", data={"form_token": token, "text": _QUIET})
    assert "nothing was changed" in tried.text
    assert "new-use-case" in tried.text
    wrong = manager.post("/rules/try", data={"form_token": token, "text": "format = 1\n[[rule]]\nname = 7"})
    assert wrong.status_code == 422
    data = {"form_token": token, "text": _QUIET, "version": shipped.version}
    assert manager.post("/rules", data=data).status_code == 403
    assert not policy_file(service.app).exists()
    data |= {"form_token": form_token(admin.get("/rules").text)}
    assert "is in force now" in admin.post("/rules", data=data).text
    assert policy_of(service.app).version != shipped.version
    assert admin.post("/rules", data=data).status_code == 409
    service.record.dispose()


def test_an_admin_looks_after_accounts(home: Home) -> None:
    """An account is made, signs in, is shut and gets in no more; nobody shuts or degrades themselves."""
    service = filled_service(home)
    client = client_of(service, "ada")
    token = {"form_token": form_token(client.get("/people").text)}
    made = {"login": "eve", "role": "viewer", "name": "Eve", "password": PASSWORD}
    assert client.post("/people", data=token | made).status_code == 200
    assert client_of(service, "eve").get("/").status_code == 200
    eve = client_of(service, "eve")
    client.post("/people/eve/shut", data=token)
    assert eve.get("/", follow_redirects=False).status_code == 303
    assert client.post("/people/ada/shut", data=token).status_code == 422
    assert client.post("/people/ada", data=token | {"role": "viewer"}).status_code == 422
    assert {user.login: user.role for user in list_users(service.record)}["ada"] == "admin"
    assert PASSWORD not in client.get("/audit").text
    service.record.dispose()


def test_a_verdict_is_kept_with_who_gave_it(home: Home) -> None:
    """A press of a button is a verdict on record, and the audit log stays whole."""
    service = filled_service(home)
    client = client_of(service, "mia")
    token = form_token(client.get("/").text)
    client.post(f"/pivots/{ACME}/verdict", data={"form_token": token, "verdict": "false-alarm"})
    (verdict,) = verdict_history(service.record)
    assert (verdict.finding_id, verdict.verdict, verdict.by) == (ACME, "false-alarm", "Mia Manager")
    assert (
        client.post(f"/pivots/{ACME}/verdict", data={"form_token": token, "verdict": "x"}).status_code == 422
    )
    assert verify_audit(service.record).broken == ()
    service.record.dispose()
