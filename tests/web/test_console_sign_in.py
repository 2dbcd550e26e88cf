"""Signing in and out: cookies, locks, sessions that end, and doors that lead nowhere else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from foundation import FixedClock, Home, Warehouse
from governance import change_user, newest_audit_entries
from pivotwatch.app import App
from pivotwatch.service.context import Service
from tests.api.api_world import ACT, NOW
from tests.web.web_world import PASSWORD, client_of, filled_service, form_token


def _later(service: Service, passed: timedelta) -> None:
    service.app.clock = FixedClock(NOW + passed)


def test_the_cookie_cannot_be_read_by_scripts(quiet_service: Service) -> None:
    """The session's cookie is HttpOnly and SameSite, and the record holds nothing one could sign in with."""
    client = client_of(quiet_service, None)
    token = form_token(client.get("/sign-in").text)
    answer = client.post(
        "/sign-in", data={"login": "MIA", "password": PASSWORD, "form_token": token}, follow_redirects=False
    )
    (cookie,) = [each for each in answer.headers.get_list("set-cookie") if each.startswith("pw_session=")]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    secret = cookie.partition("=")[2].partition(";")[0]
    with quiet_service.record.connect() as connection:
        dump = "\n".join(connection.connection.iterdump())  # type: ignore[attr-defined]
    assert secret not in dump
    assert PASSWORD not in dump


def test_behind_tls_cookies_are_secure(home: Home) -> None:
    """With an https address cookies travel by TLS alone, and the browser is told to keep to it."""
    service = filled_service(home, {"web.address": "https://pw.example"})
    client = client_of(service, None)
    answer = client.get("/sign-in")
    assert "Secure" in answer.headers["set-cookie"]
    assert answer.headers["strict-transport-security"].startswith("max-age=")
    service.record.dispose()


@pytest.mark.parametrize("there", ["https://evil.example", "//evil.example", "/\\evil.example", "evil"])
def test_the_way_on_stays_here(quiet_service: Service, there: str) -> None:
    """Whatever the address says, signing in leads to this console."""
    client = client_of(quiet_service, None)
    token = form_token(client.get("/sign-in").text)
    data = {"login": "mia", "password": PASSWORD, "form_token": token, "next": there}
    assert client.post("/sign-in", data=data, follow_redirects=False).headers["location"] == "/"


def test_guessing_is_locked_out(home: Home) -> None:
    """After five wrong passwords the right one does not help for a minute, and nobody learns why."""
    service = filled_service(home)
    client = client_of(service, None)
    token = form_token(client.get("/sign-in").text)

    def attempt(login: str, password: str) -> tuple[int, str]:
        data = {"login": login, "password": password, "form_token": token}
        answer = client.post("/sign-in", data=data, follow_redirects=False)
        return answer.status_code, answer.text.replace(f'value="{login}"', "")

    wrong = [attempt("mia", "guess") for _ in range(5)]
    assert {status for status, _ in wrong} == {401}
    assert attempt("mia", PASSWORD) == wrong[0] == attempt("nobody", PASSWORD)
    assert [each.action for each in newest_audit_entries(service.record, 5)].count("user.locked") == 1
    assert attempt("ben", PASSWORD)[0] == 303
    _later(service, timedelta(minutes=1, seconds=1))
    assert attempt("mia", PASSWORD)[0] == 303
    service.record.dispose()


def test_sessions_end(home: Home) -> None:
    """A session ends by signing out, by idling, by age, by a new password, and by shutting the account."""
    service = filled_service(home)

    def signed_in() -> bool:
        return client.get("/", follow_redirects=False).status_code == 200

    client = client_of(service, "mia")
    assert signed_in()
    cookie = client.cookies["pw_session"]
    client.post("/sign-out", data={"form_token": form_token(client.get("/").text)})
    client.cookies.set("pw_session", cookie)
    assert not signed_in()
    client = client_of(service, "mia")
    _later(service, timedelta(minutes=121))
    assert not signed_in()
    client = client_of(service, "mia")
    for minutes in range(180, 121 + 13 * 60, 60):
        _later(service, timedelta(minutes=minutes))
        if not signed_in():
            break
    assert minutes >= 121 + 12 * 60
    client = client_of(service, "mia")
    change_user(service.record, "mia", ACT, password="other words nobody guesses")  # noqa: S106 - of this test
    assert not signed_in()
    client = client_of(service, "ben")
    change_user(service.record, "ben", ACT, enabled=False)
    assert not signed_in()
    service.record.dispose()


def test_a_role_taken_away_is_gone_at_once(home: Home) -> None:
    """A role is read with each request, not when somebody signed in."""
    service = filled_service(home)
    client = client_of(service, "ada")
    change_user(service.record, "mia", ACT, role="admin")
    assert client.get("/audit").status_code == 200
    change_user(service.record, "ada", ACT, role="viewer")
    assert client.get("/audit").status_code == 403
    service.record.dispose()


def test_a_console_without_accounts_says_how_to_begin(home: Home) -> None:
    """Before the first account the door names the command that makes one."""
    fresh = Service(App(home, FixedClock(NOW)), Warehouse.in_memory())
    assert "pivotwatch users create" in client_of(fresh, None).get("/sign-in").text
    fresh.record.dispose()
