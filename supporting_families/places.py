"""Where a file of the home lies: which authority it is of, and which folders it is in.

A home of one authority has `landing`, `local` and `registers` plainly. A home of several has a
folder each in them, named by the code: `landing/901/police/2024-05-10/`. A file that lies otherwise
is of nobody: it is told of, and never taken for the file of one of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from supporting_families.accounts import Refused
from supporting_families.home import AUTHORITY, Home
from supporting_families.mapping import FOLDER

WHOLE_HOME = "*"  # stands for every authority: the list of them, and files that lie wrong
LIST = "local/authority.csv"


@dataclass(frozen=True)
class Place:
    """Whose file it is, and its folders and name without root and code.

    `wrong` says what is wrong with where it lies, and where it should go.
    """

    authority: str
    root: str
    folders: tuple[str, ...]
    code_folder: str = ""
    wrong: Refused | None = None

    @property
    def feed_code(self) -> str:
        """The feed: the folder under landing, else the root itself."""
        return self.folders[0] if self.root == "landing" and len(self.folders) > 1 else self.root

    @property
    def received(self) -> str:
        """The folder that is named after the day the file came."""
        return self.folders[1]


def place_of(name: str, authorities: list[str]) -> Place:
    """The place of a file by its name in the home, with `/`, and by whose home it is."""
    root, *below = name.split("/")
    code = below[0] if len(below) > 1 and _is_code(below[0], authorities) else ""
    rest = tuple(below[1:] if code else below)
    if len(authorities) == 1:
        wrong = _of_one(root, code, rest, authorities[0]) if code else None
        return Place(WHOLE_HOME if wrong else authorities[0], root, rest, wrong=wrong)
    if name == LIST:
        return Place(WHOLE_HOME, root, rest)
    if code in authorities:
        wrong = _inside(root, code, rest)
        return Place(WHOLE_HOME if wrong else code, root, rest, f"{code}/", wrong)
    return Place(WHOLE_HOME, root, rest, wrong=_outside(root, code, rest, authorities))


def _is_code(folder: str, authorities: list[str]) -> bool:
    several = len(authorities) > 1
    return bool(AUTHORITY.fullmatch(folder)) or (several and folder in authorities)


def files_of(home: Home) -> list[Path]:
    """Every file that intake takes in or accounts for, in order."""
    paths = [path for path in home.landing.rglob("*") if path.parent != home.landing]
    for root in ("local", "registers"):
        paths.extend((home.path / root).glob("*.csv"))
        for folder in _code_folders(home, root):
            paths.extend(folder.glob("*.csv"))
    paths.extend(_mappings_out_of_place(home))
    return sorted(path for path in paths if path.is_file() and not path.name.startswith("."))


def _code_folders(home: Home, root: str) -> list[Path]:
    codes = home.authorities()
    folders = (home.path / root).glob("*")
    return [path for path in folders if path.is_dir() and _is_code(path.name, codes)]


def _mappings_out_of_place(home: Home) -> list[Path]:
    """Mappings in a folder that no authority of the home has."""
    right = [home.of_authority("local", code) for code in home.authorities()]
    folders = [home.path / "local", *_code_folders(home, "local")]
    return [
        path
        for folder in folders
        if folder not in right
        for path in (folder / FOLDER).glob("*.yml")
    ]


def _of_one(root: str, code: str, rest: tuple[str, ...], authority: str) -> Refused:
    return Refused(
        f"it lies in the folder of an authority, '{code}', and this home has one authority, "
        f"{authority}",
        f"Move it to {'/'.join((root, *rest))} if it is of {authority}; where the home has several "
        f"authorities, name all of them in {LIST}.",
    )


def _inside(root: str, code: str, rest: tuple[str, ...]) -> Refused | None:
    """What is wrong with a file in the folder of an authority of the home."""
    if "/".join((root, *rest)) == LIST:
        return Refused(
            "the list of the authorities lies in the folder of one of them",
            f"Put its row into {LIST} and remove this file.",
        )
    if root == "landing" and len(rest) == 1:
        return Refused(
            "it lies in no folder of a feed",
            f"Move it to landing/{code}/<feed>/<date received>/{rest[0]}.",
        )
    return None


def _outside(root: str, code: str, rest: tuple[str, ...], authorities: list[str]) -> Refused:
    places = " or ".join("/".join((root, known, *rest)) for known in authorities)
    if code:
        return Refused(
            f"it lies in the folder '{code}', and {LIST} names no authority of that code",
            f"Name the authority there, or move the file to the one that it is of: {places}.",
        )
    return Refused(
        "it lies outside the folder of an authority, and this home has several",
        f"Move it to the one that it is of: {places}.",
    )
