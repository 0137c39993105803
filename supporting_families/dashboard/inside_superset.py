"""Run by Superset's own Python, never imported: a Superset for one proof, with one administrator.

Everything that differs comes from the environment, so that no password is in a command.
"""

import logging
import os
from pathlib import Path

import superset
from flask_migrate import upgrade
from superset.app import create_app


def main() -> None:
    """Make its database and its administrator, then answer until it is stopped."""
    app = create_app()
    with app.app_context():
        upgrade(directory=str(Path(superset.__file__).parent / "migrations"))
        _speak_again()
        app.appbuilder.add_permissions(update_perms=True)
        roles = app.appbuilder.sm
        roles.sync_role_definitions()
        roles.add_user(
            os.environ["SF_SUPERSET_USER"], "Demo", "Administrator", "demo@example.invalid",
            roles.find_role("Admin"), os.environ["SF_SUPERSET_PASSWORD"],
        )  # fmt: skip
    app.run(host="127.0.0.1", port=int(os.environ["SF_SUPERSET_PORT"]), threaded=True)


def _speak_again() -> None:
    """Making the database silences whoever had something to say before it: errors above all."""
    for logger in logging.root.manager.loggerDict.values():
        if isinstance(logger, logging.Logger):
            logger.disabled = False


if __name__ == "__main__":
    main()
