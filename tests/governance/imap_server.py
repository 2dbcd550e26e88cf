"""A private IMAP server (Dovecot) for tests: its own folder, free ports on loopback, gone afterwards."""

from __future__ import annotations

import contextlib
import getpass
import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.governance.mail_servers import free_port

USER, WORD = "pivotwatch", "correct horse battery"

_CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
mail_location = maildir:{folder}/mail
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 0
first_valid_gid = 0
passdb {{
  driver = passwd-file
  args = {folder}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
"""


@dataclass(frozen=True)
class ImapServer:
    """A mailbox that a test puts e-mail into, as a delivering server would."""

    port: int
    tls_port: int
    folder: Path

    def deliver(self, name: str, mail: bytes) -> None:
        """Put an e-mail into the inbox."""
        new = self.folder / "mail" / "new"
        new.mkdir(parents=True, exist_ok=True)
        for part in ("cur", "tmp"):
            (self.folder / "mail" / part).mkdir(exist_ok=True)
        (new / f"{name}.test").write_bytes(mail)
        _give_away(self.folder / "mail")

    def seen(self) -> int:
        """Return how many e-mails are marked as seen."""
        return len(list((self.folder / "mail" / "cur").glob("*:2,*S*")))


@contextlib.contextmanager
def running_imap(program: str, certificate: bytes, key: bytes) -> Iterator[ImapServer]:
    """Start Dovecot in a folder of its own; as root it runs as an unprivileged user."""
    folder = Path(tempfile.mkdtemp(prefix="pw-imap-"))
    user = "nobody" if os.getuid() == 0 else getpass.getuser()
    group = grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name
    server = ImapServer(free_port(), free_port(), folder)
    (folder / "cert.pem").write_bytes(certificate)
    (folder / "key.pem").write_bytes(key)
    (folder / "users").write_text(f"{USER}:{{PLAIN}}{WORD}\n")
    (folder / "mail").mkdir()
    config = folder / "dovecot.conf"
    config.write_text(
        _CONFIG.format(folder=folder, user=user, group=group, port=server.port, tls_port=server.tls_port)
    )
    _give_away(folder)
    process = subprocess.Popen([program, "-F", "-c", str(config)], start_new_session=True)
    try:
        _wait_for(server.tls_port, folder / "log")
        yield server
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)


def _give_away(folder: Path) -> None:
    if os.getuid() == 0:
        nobody = pwd.getpwnam("nobody")
        for path in [folder, *folder.rglob("*")]:
            os.chown(path, nobody.pw_uid, nobody.pw_gid)


def _wait_for(port: int, log: Path) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise TimeoutError(log.read_text() if log.exists() else "Dovecot wrote no log.")
