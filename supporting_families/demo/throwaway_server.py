"""A PostgreSQL server of one's own, for tests and demonstrations: started on a free port, gone
afterwards."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psycopg

SUPERUSER = "postgres"
_USER = "postgres"  # of the system: the server refuses to run as root
_WHERE = "/usr/lib/postgresql/*/bin"  # where Debian has it, which is not on the path
_SWIFT = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=120")


class NoServer(Exception):
    """No server can be started on this machine; the message says why."""


@dataclass(frozen=True)
class Server:
    """A running server and the password that every login of it has."""

    folder: Path
    port: int
    password: str

    def environment(self, user: str, database: str) -> dict[str, str]:
        """The variables by which a client finds it."""
        return {
            "PGHOST": "127.0.0.1", "PGPORT": str(self.port), "PGUSER": user,
            "PGDATABASE": database, "PGPASSWORD": self.password,
        }  # fmt: skip

    def connect(self, user: str = SUPERUSER, database: str = "postgres") -> psycopg.Connection:
        """A connection whose statements commit by themselves."""
        named = self.environment(user, database)
        return psycopg.connect(
            host=named["PGHOST"], port=self.port, user=user, dbname=database,
            password=self.password, autocommit=True,
        )  # fmt: skip

    def make_login(self, name: str, rights: str = "") -> None:
        """A login with the password of this server, where it has none of the name."""
        with self.connect() as connection:
            known = connection.execute("select rolname from pg_roles").fetchall()
            if (name,) not in known:
                connection.execute(f"create role {name} login {rights} password '{self.password}'")

    def make_database(self, name: str, owner: str) -> None:
        with self.connect() as connection:
            connection.execute(f"create database {name} owner {owner} template template0")

    def drop_database(self, name: str) -> None:
        """Drop it, whoever is in it."""
        with self.connect() as connection:
            connection.execute(f"drop database if exists {name} with (force)")


def start() -> Server:
    """Start a server. Raises NoServer."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="sf-postgres-"))
    _give(folder)
    password = secrets.token_hex(16)
    server = Server(folder, _free_port(), password)
    settings = (
        f"port={server.port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={folder}",
        *_SWIFT,
    )  # fmt: skip
    try:
        with tempfile.NamedTemporaryFile("w", dir=folder, suffix=".pw") as file:
            _give(Path(file.name))
            file.write(password)
            file.flush()
            _run(
                str(programs / "initdb"), "--pgdata", str(folder / "data"), "--encoding=UTF8",
                "--locale=C", f"--username={SUPERUSER}", "--auth=scram-sha-256",
                f"--pwfile={file.name}", "--no-sync",
            )  # fmt: skip
        _run(
            str(programs / "pg_ctl"), "--pgdata", str(folder / "data"), "--wait",
            "--log", str(folder / "log"), "--options", " ".join(f"-c {one}" for one in settings),
            "start",
        )  # fmt: skip
    except NoServer:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    with server.connect() as connection:
        [data] = connection.execute("show data_directory").fetchone()
        if data != str(folder / "data"):
            raise NoServer(f"another server answers on {server.port}: {data}")
    return server


def stop(server: Server) -> None:
    """Stop it at once and remove what it held."""
    _run(
        str(_programs() / "pg_ctl"), "--pgdata", str(server.folder / "data"), "--wait",
        "--mode=immediate", "stop",
    )  # fmt: skip
    shutil.rmtree(server.folder, ignore_errors=True)


def _programs() -> Path:
    """The newest PostgreSQL of the machine."""
    on_path = shutil.which("initdb")
    found = sorted(Path("/").glob(f"{_WHERE[1:]}/initdb"), key=lambda path: int(path.parts[-3]))
    if not on_path and not found:
        raise NoServer("PostgreSQL is not installed")
    return (found[-1] if found else Path(on_path)).parent


def _run(*words: str) -> None:
    before = ("runuser", "-u", _USER, "--") if _is_root() else ()
    # A server keeps the pipes that it is given: it must not be given ours.
    with tempfile.TemporaryFile("w+") as said:
        done = subprocess.run(
            [*before, *words], stdin=subprocess.DEVNULL, stdout=said, stderr=said, check=False,
            cwd="/",
        )  # fmt: skip
        said.seek(0)
        if done.returncode:
            raise NoServer(f"'{Path(words[0]).name}' failed: {said.read().strip()}")


def _give(path: Path) -> None:
    """Let the server's own user have it, where it will not run as ours."""
    if _is_root():
        try:
            shutil.chown(path, _USER)
        except LookupError as error:
            raise NoServer(f"it does not run as root and there is no user '{_USER}'") from error


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]
