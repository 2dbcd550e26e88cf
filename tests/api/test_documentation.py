"""What docs/api.md and docs/mcp.md show works: the examples run, the tables name what there is."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from mcp import Client, StdioServerParameters

from foundation import Home
from tests.api.api_world import World, make_world
from tests.api.serving import served

DOCS = Path(__file__).parents[2] / "docs"


def blocks(page: str, language: str) -> list[str]:
    """Return the page's examples in a language."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(Home(tmp_path_factory.mktemp("docs") / "home"))


@pytest.fixture(scope="module")
def url(world: World) -> Iterator[str]:
    outer = FastAPI()
    outer.mount("/api/v1", world.app)
    with served(outer) as address:
        yield address


@pytest.mark.needs("curl", "jq")
def test_the_shell_examples_run(url: str, world: World, tmp_path: Path) -> None:
    """One after another, as somebody would paste them, none fails, and each shows what it says."""
    script = "set -euo pipefail\n" + "\n".join(blocks("api.md", "sh"))
    done = subprocess.run(
        ["bash", "-c", script],
        env={"PATH": os.environ["PATH"], "URL": url, "TOKEN": world.token()},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for told in (
        "Acme Tools went from",
        "What to do:",
        "162",
        "confirmed",
        "triaged",
        "case.opened",
        "case.*",
    ):
        assert told in done.stdout, told
    assert "billing app?" in done.stdout
    assert (tmp_path / "findings.csv").read_text().startswith("finding_id,window,partner")
    assert (tmp_path / "usage.parquet").read_bytes()[:4] == b"PAR1"


def test_the_python_examples_run(url: str, world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """`pw.connect` prints the sentence, and the check of a signature takes ours and nobody else's."""
    connect, check = blocks("api.md", "python")
    exec(connect, {"URL": url, "TOKEN": world.token("read")})  # noqa: S102 - the example of our own page
    assert "Acme Tools went from" in capsys.readouterr().out
    given: dict[str, Any] = {}
    exec(check, given)  # noqa: S102 - as above
    key, body, now = b"k" * 32, b"{}", str(int(time.time()))
    digest = hmac.new(key, f"m.{now}.".encode() + body, hashlib.sha256).digest()
    headers = {
        "webhook-id": "m",
        "webhook-timestamp": now,
        "webhook-signature": "v1," + base64.b64encode(digest).decode(),
    }
    secret = "whsec_" + base64.b64encode(key).decode()
    assert given["is_ours"](secret, headers, body)
    assert not given["is_ours"](secret, headers, b"{ }")
    assert not given["is_ours"](secret, headers | {"webhook-timestamp": "1"}, body)


def test_the_assistants_file_starts_the_server(url: str, world: World, tmp_path: Path) -> None:
    """The first JSON example, with our address and token file, gives the tools that the page lists."""
    token = tmp_path / "token"
    token.write_text(world.token("read"))
    (entry,) = json.loads(blocks("mcp.md", "json")[0])["mcpServers"].values()
    assert entry["command"] == "pivotwatch"
    places = {"--url": url, "--token-file": str(token)}
    arguments = [places.get(before, each) for before, each in pairwise(["", *entry["args"]])]
    server = StdioServerParameters(
        command=sys.executable,
        args=["-c", "from pivotwatch.cli import main; main()", *arguments],
        cwd=str(DOCS.parent),
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(DOCS.parent)},
    )

    async def names() -> set[str]:
        async with Client(server, read_timeout_seconds=60) as client:
            return {each.name for each in (await client.list_tools()).tools}

    table = re.findall(r"^\| (`.*?`) \|", (DOCS / "mcp.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert asyncio.run(names()) == {each for row in table for each in re.findall(r"`(\w+)`", row)}


def test_every_kind_of_problem_is_told(world: World) -> None:
    """The page names every `type` that the API answers with, but for those of a broken or foreign request."""
    from pivotwatch.api.problems import _KINDS  # noqa: PLC0415 - only here

    page = (DOCS / "api.md").read_text(encoding="utf-8")
    told = set(_KINDS.values()) - {
        "method-not-allowed",
        "not-acceptable",
        "unsupported-media-type",
        "internal",
    }
    assert {each for each in told if f"`{each}`" not in page} == set()
    document = world.with_token(None).get("/openapi.json").json()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["description"], (method, path)
            for parameter in operation.get("parameters", ()):
                assert parameter.get("description"), (method, path, parameter["name"])
