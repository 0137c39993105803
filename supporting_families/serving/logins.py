"""Which login has which role for which authority: `local/server_logins.csv` of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from supporting_families.appended import AppendedFile
from supporting_families.home import Home

from .errors import ServingError


@dataclass(frozen=True)
class Login:
    """A login of the server and a role that it has, until the day before `valid_to`."""

    login: str
    role: str
    authority: str
    valid_from: date
    valid_to: date | None


def logins_of(home: Home, roles: tuple[str, ...]) -> list[Login]:
    """Every line of every authority of the home. Raises ServingError on one that makes no sense."""
    found = []
    for authority in home.authorities():
        file = AppendedFile(home, "local", "server_logins", authority)
        for line, row in enumerate(file.rows, start=2):
            where = f"'{file.path}', line {line}"
            if not row["login_name"]:
                raise ServingError(f"{where}: login_name is empty; name the login.")
            if row["role_code"] not in roles:
                raise ServingError(
                    f"{where}: role_code is '{row['role_code']}'; write one of {', '.join(roles)}."
                )
            found.append(
                Login(
                    row["login_name"],
                    row["role_code"],
                    authority,
                    _day(row["valid_from"], "valid_from", where),
                    _day(row["valid_to"], "valid_to", where) if row["valid_to"] else None,
                )
            )
    return found


def _day(text: str, column: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ServingError(f"{where}: {column} is '{text}'; write it as YYYY-MM-DD.") from error
