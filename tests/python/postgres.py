"""The PostgreSQL server of the tests' own."""

from __future__ import annotations

import os

import pytest
from supporting_families.demo.throwaway_server import NoServer, Server, start, stop

__all__ = ["NoServer", "Server", "start", "start_or_skip", "stop"]


def start_or_skip() -> Server:
    """Start a server; where there is none to start the tests are skipped, but never on CI."""
    try:
        return start()
    except NoServer as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL server can be started here: {error}")
