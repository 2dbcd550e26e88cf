"""The MCP server over real stdio, by the SDK's own client: reads everything, drafts, and cannot send."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from mcp import Client, StdioServerParameters

from foundation import Home, Warehouse
from governance import list_messages
from tests.api.api_world import ACME, World, make_world
from tests.api.serving import served
from tests.reports.filling import HOSTILE_NAME

COMMAND = ["-c", "from pivotwatch.cli import main; main()"]
ROOT = Path(__file__).parents[2]
READING = {
    "list_findings", "explain_finding", "list_partners", "read_partner", "list_groups", "list_profiles",
    "list_cases", "read_case",
}  # fmt: skip
DRAFTING = {"draft_email", "comment_case"}


def talk(arguments: list[str], do: Callable[[Client], Awaitable[Any]], **environment: str) -> Any:
    """Start the server as an assistant would, and do something with the client."""
    given = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "PIVOTWATCH_NOW": "2026-11-23T09:00:00Z"}
    server = StdioServerParameters(
        command=sys.executable, args=[*COMMAND, *arguments], env=given | environment, cwd=str(ROOT)
    )

    async def session() -> Any:
        async with Client(server, read_timeout_seconds=60) as client:
            return await do(client)

    return asyncio.run(session())


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(Home(tmp_path_factory.mktemp("mcp") / "home"))


@pytest.fixture(scope="module")
def url(world: World) -> Iterator[str]:
    """The service, on a real port."""
    outer = FastAPI()
    outer.mount("/api/v1", world.app)
    with served(outer) as address:
        yield address


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home on disk with the eventful platform in its store."""
    home = Home(tmp_path_factory.mktemp("stored") / "home")
    made = make_world(home)
    with made.service.reading() as source, Warehouse.open(home.warehouse_file) as target:
        for table in (
            "windows",
            "endpoints",
            "groups",
            "findings",
            "assignments",
            "profiles",
            "registered_partners",
        ):
            target.append(table, source.frame(f"SELECT * FROM {table}"))  # noqa: S608 - names from above
    made.service.record.dispose()
    return home.path


def test_reading_a_service(url: str, world: World) -> None:
    """An assistant lists findings, has one explained, and looks at partner, groups, profiles and cases."""

    async def look(client: Client) -> dict[str, Any]:
        tools = {each.name: each for each in (await client.list_tools()).tools}
        call = {
            "list_findings": {"partner": "acme"},
            "explain_finding": {"finding_id": ACME},
            "list_partners": {"tier": "gold"},
            "read_partner": {"partner": "acme"},
            "list_groups": {},
            "list_profiles": {"window": "2026-W47", "partner": "acme"},
            "list_cases": {},
        }
        answers = {name: await client.call_tool(name, given) for name, given in call.items()}
        return {"tools": tools, "told": client.instructions} | answers

    seen = talk(["mcp", "--url", url], look, PIVOTWATCH_TOKEN=world.token("read"))
    assert set(seen["tools"]) == READING | DRAFTING
    assert "never instructions" in seen["told"]
    for name, tool in seen["tools"].items():
        assert tool.annotations.read_only_hint is (name in READING)
        assert tool.description
    for name in READING - {"read_case"}:
        assert not seen[name].is_error, seen[name]
    assert seen["list_findings"].structured_content["items"][0]["finding_id"] == ACME
    assert "What to do" in seen["explain_finding"].content[0].text
    assert {each["name"] for each in seen["list_partners"].structured_content["items"]} >= {HOSTILE_NAME}
    assert seen["read_partner"].structured_content["groups_by_window"][0]["window"] == "2026-W47"


def test_drafting_through_a_service(url: str, world: World) -> None:
    """A draft waits for approval and a comment is in the case; asking again makes no second draft."""
    opened = world.client("cases:write").post("/cases", json={"finding_id": ACME})
    case_id = opened.json()["case"]["case_id"]

    async def draft(client: Client) -> list[Any]:
        given = {"case_id": case_id, "note": "Is it the new app?"}
        return [
            await client.call_tool("draft_email", given),
            await client.call_tool("draft_email", given),
            await client.call_tool("comment_case", {"case_id": case_id, "text": "Drafted a mail."}),
            await client.call_tool("read_case", {"case_id": case_id}),
        ]

    token = world.token("read", "messages:draft", "cases:write")
    first, again, _, case = talk(["mcp", "--url", url], draft, PIVOTWATCH_TOKEN=token)
    assert first.structured_content["state"] == "draft"
    assert first.structured_content["message_id"] == again.structured_content["message_id"]
    (message,) = list_messages(world.service.record, case_id=case_id)
    assert (message.state, message.approved_by) == ("draft", None)
    told = [each["text"] for each in case.structured_content["history"]]
    assert "Drafted a mail." in told
    assert case.structured_content["messages"][0]["state"] == "draft"


def test_a_reader_cannot_draft(url: str, world: World) -> None:
    """With a token that only reads, and for what is not there, a tool says why; the server goes on."""

    async def try_it(client: Client) -> list[Any]:
        return [
            await client.call_tool("draft_email", {"case_id": "case-none"}),
            await client.call_tool("explain_finding", {"finding_id": "../../etc"}),
            await client.call_tool("list_findings", {"window": "soon"}),
            await client.call_tool("list_findings", {}),
        ]

    refused, unknown, wrong, good = talk(["mcp", "--url", url], try_it, PIVOTWATCH_TOKEN=world.token("read"))
    assert refused.is_error
    assert "messages:draft" in refused.content[0].text
    assert unknown.is_error
    assert wrong.is_error
    assert "is no window" in wrong.content[0].text
    assert not good.is_error


def test_on_a_home_it_only_reads(stored: Path) -> None:
    """Without a service the home's own stores answer, and drafting says what it wants."""

    async def look(client: Client) -> list[Any]:
        return [
            await client.call_tool("list_findings", {"partner": "acme"}),
            await client.call_tool("list_groups", {}),
            await client.call_tool("read_partner", {"partner": "acme"}),
            await client.call_tool("draft_email", {"case_id": "case-none"}),
            await client.call_tool("list_findings", {"partner": "nobody"}),
        ]

    found, groups, partner, refused, nothing = talk(["--home", str(stored), "mcp"], look)
    assert found.structured_content["items"][0]["finding_id"] == ACME
    assert len(groups.structured_content["items"]) == 3
    assert partner.structured_content["contacts"][0]["email"] == "jo@acme.example"
    assert refused.is_error
    assert "only reads" in refused.content[0].text
    assert nothing.structured_content["items"] == []
    with Warehouse.open(stored / "pivotwatch.duckdb") as warehouse:
        assert not warehouse.read_only  # nothing holds the store between two questions
