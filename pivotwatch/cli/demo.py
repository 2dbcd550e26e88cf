"""`pivotwatch demo`: the whole job on sample data, by the commands a user would type."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

import click

from foundation import Home, InputError
from pivotwatch.app import NOW_VARIABLE, App
from pivotwatch.cli._output import printable, say
from pivotwatch.samples import samples_folder

DEFAULT_FOLDER = "pivotwatch-demo"
_MARK = ".made-by-pivotwatch-demo"
_LOOP_WINDOW, _LOOP_PARTNER, _QUIET_WINDOW = "2026-W42", "ember-desk", "2026-W44"
_ANSWER = "Planned: we are building a bookkeeping add-on, so we read invoices and payments now."
_MONDAYS = {"loop": "2026-10-19T09:00:00+00:00", "end": "2026-11-16T09:00:00+00:00"}


@click.command("demo")
@click.option(
    "--loop/--no-loop", default=True, help="Also play a case: e-mail, answer, approval. [default: loop]"
)
@click.pass_context
def command(context: click.Context, loop: bool) -> None:
    """Play the main job on sample data: from a gateway's log files to the weekly pivot report.

    Half-way it plays the whole loop of a case: a partner's use case changes, an e-mail is approved and sent
    to a mail server on this machine, the partner answers on the page, the manager approves, and the weeks
    after are quiet about it. Nothing leaves the machine.

    Uses the folder ./pivotwatch-demo (or --home DIR); a demo that was there before is made anew.
    """
    app: App = context.obj
    parent = context.parent
    given = parent.params.get("home") if parent else None
    home = app.home if given else Home(Path(DEFAULT_FOLDER).absolute())
    _start_afresh(home)
    sample = samples_folder() / "demo"
    last_window = json.loads((sample / "truth.json").read_text(encoding="utf-8"))["last_window"]
    play = _Player(context, home)
    play("init", "--name", "Example CRM platform")
    play("endpoints", "import", sample / "openapi.yaml")
    play("partners", "import", sample / "partners.csv")
    play("ingest", sample / "logs")
    if loop:
        _play_loop(play)
    play("run", "--through", last_window)
    if loop:
        _show_quiet(play)
    play("findings", "--window", last_window)
    if loop:
        with _at(_MONDAYS["end"]):
            play("govern")
    play("report", "--window", last_window)
    _say_what_next(home)


class _Player:
    """Plays a command as if it were typed."""

    def __init__(self, context: click.Context, home: Home) -> None:
        self.home = home
        self._root = context.find_root().command

    def __call__(self, *step: str | Path) -> None:
        shown = " ".join(_quoted(_short(part)) for part in step)
        say(f"\n$ pivotwatch --home {_short(self.home.path)} {shown}")
        with self._root.make_context("pivotwatch", ["--home", str(self.home.path), *map(str, step)]) as inner:
            self._root.invoke(inner)


def _play_loop(play: _Player) -> None:
    from governance import list_cases, list_messages  # noqa: PLC0415 - SQLAlchemy takes its time
    from pivotwatch.demo_parts import answer_page, free_port, mail_server  # noqa: PLC0415 - brings asyncio

    play("run", "--through", _LOOP_WINDOW)
    play("findings", "--window", _LOOP_WINDOW)
    say(f"\nIt is Monday after {_LOOP_WINDOW}. A mail server and the answer page run on this machine.")
    mail_port, page_port = free_port(), free_port()
    with _at(_MONDAYS["loop"]), _settings(mail_port, page_port), mail_server(mail_port) as mailbox:
        app = App(play.home)
        play("owners", "add", "Femi Adeyemi", "femi@crm.example.com")
        play("govern")
        (case,) = list_cases(app.record, partner=_LOOP_PARTNER)
        (draft,) = list_messages(app.record, case_id=case.case_id, states=["draft"])
        play("messages", "preview", draft.message_id)
        play("messages", "approve", draft.message_id, "--by", "Femi Adeyemi")
        play("messages", "send")
        _show_mails(mailbox.mails)
        with answer_page(app, page_port):
            _let_partner_answer(mailbox.mails)
        play("messages", "send")
        _show_mails(mailbox.mails[-1:])
        play("cases", "decide", case.case_id, "--approve", "--by", "Femi Adeyemi")
        play("cases", "show", case.case_id)
        play("audit", "verify")
        app.record.dispose()
    say("\nThe weeks go by.")


def _show_mails(mails: Sequence[EmailMessage]) -> None:
    say(f"\nThe mail server took {len(mails)}:")
    for mail in mails:
        say(f"  To {printable(mail['To'])}: {printable(mail['Subject'].strip())} {mail['Message-ID']}")


def _let_partner_answer(mails: Sequence[EmailMessage]) -> None:
    from pivotwatch.demo_parts import answer_as_partner, answer_link  # noqa: PLC0415 - as above

    link = next(answer_link(mail) for mail in mails if _LOOP_PARTNER in mail["To"])
    say(f"\nThe partner opens {link[:70]}... and answers:\n  planned: {_ANSWER}")
    page = answer_as_partner(link, "planned", _ANSWER)
    if "bookkeeping" not in page:
        raise InputError("The answer page did not show the answer that was given.")


def _show_quiet(play: _Player) -> None:
    play("findings", "--partner", _LOOP_PARTNER)
    say(
        f"\n{_LOOP_PARTNER} reads ever more invoices, and nobody is told of it any more: what it does was "
        f"approved. Without that, {_QUIET_WINDOW} would have alerted again (`pivotwatch demo --no-loop`)."
    )


@contextmanager
def _at(moment: str) -> Iterator[None]:
    with _environment({NOW_VARIABLE: moment}):
        yield


@contextmanager
def _settings(mail_port: int, page_port: int) -> Iterator[None]:
    """Say by the environment where mail goes and where the answer page is, while the demo runs."""
    prefix = "PIVOTWATCH_GOVERNANCE__"
    given = {
        f"{prefix}PUBLIC_URL": f"http://127.0.0.1:{page_port}",
        f"{prefix}MAIL__HOST": "127.0.0.1",
        f"{prefix}MAIL__PORT": str(mail_port),
        f"{prefix}MAIL__SECURITY": "none",
        f"{prefix}MAIL__SENDER": "api-partners@crm.example.com",
    }
    with _environment(given):
        yield


@contextmanager
def _environment(given: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _say_what_next(home: Home) -> None:
    say(
        f"\nThat was the main job. Everything is in {home.path}; look further with\n"
        f"  pivotwatch --home {_short(home.path)} findings\n"
        f"  pivotwatch --home {_short(home.path)} cases\n"
        f"  pivotwatch --home {_short(home.path)} groups names\n"
        "and read your own logs with `pivotwatch ingest PATH...`."
    )


def _start_afresh(home: Home) -> None:
    mark = home.path / _MARK
    if mark.exists():
        shutil.rmtree(home.path)
    elif home.path.exists() and any(home.path.iterdir()):
        raise InputError(f"{home.path} holds something that is no demo; give another folder with --home DIR.")
    home.create()
    mark.touch()


def _short(part: str | Path) -> str:
    path = Path(part)
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        return str(path.relative_to(Path.cwd()))
    return str(part)


def _quoted(part: str) -> str:
    return f'"{part}"' if " " in part else part
