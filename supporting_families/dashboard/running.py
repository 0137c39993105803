"""A Superset of one's own: started on a free port of this machine, gone afterwards."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from .environment import python
from .errors import DashboardError, DifferentError

HERE = Path(__file__).resolve().parent
USER = "demo"
PATIENCE = 300  # seconds
_LAST_LINES = 15
_OURS = "PG"  # names of settings that say which server ours is: Superset has its own connection


@dataclass(frozen=True)
class Superset:
    """A Superset that answers, and the session of its administrator."""

    address: str
    session: requests.Session


@contextmanager
def running() -> Iterator[Superset]:
    """Start one, and stop it in the end. Raises DashboardError where it does not come up."""
    with tempfile.TemporaryDirectory(prefix="sf-superset-") as folder:
        port, password = _free_port(), secrets.token_hex(16)
        told = {
            name: value for name, value in os.environ.items() if not name.startswith(_OURS)
        } | {
            "SUPERSET_HOME": folder,
            "SUPERSET_CONFIG_PATH": str(HERE / "superset_config.py"),
            "SF_SUPERSET_KEY": secrets.token_hex(32),
            "SF_SUPERSET_USER": USER,
            "SF_SUPERSET_PASSWORD": password,
            "SF_SUPERSET_PORT": str(port),
        }
        log = Path(folder) / "log.txt"
        with log.open("w") as said:
            process = subprocess.Popen(
                [str(python()), str(HERE / "inside_superset.py")],
                env=told, stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd=folder,
            )  # fmt: skip
            try:
                address = f"http://127.0.0.1:{port}"
                session = requests.Session()
                session.trust_env = False  # this machine talks to itself: no proxy between
                _wait(process, address, session)
                _sign_in(address, password, session)
                yield Superset(address, session)
            except DifferentError:
                raise
            except DashboardError as error:
                raise DashboardError(f"{error} Superset said last:\n{_last(log)}") from error
            finally:
                process.terminate()
                process.wait()


def _wait(process: subprocess.Popen, address: str, session: requests.Session) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            if session.get(f"{address}/health", timeout=5).ok:
                return
        except requests.RequestException:
            time.sleep(0.5)
    raise DashboardError("Superset does not answer.")


def _last(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-_LAST_LINES:])


def _sign_in(address: str, password: str, session: requests.Session) -> None:
    answer = session.post(
        f"{address}/api/v1/security/login",
        json={"username": USER, "password": password, "provider": "db", "refresh": False},
        timeout=60,
    )
    if not answer.ok:
        raise DashboardError(f"Superset does not let its administrator in: {answer.status_code}.")
    session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
    session.post(
        f"{address}/login/", data={"username": USER, "password": password}, timeout=60
    )  # for the browser, which shows the cookie


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]
