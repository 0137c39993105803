"""The build of the next day: one new row for every hundred lands, and the warehouse is brought up
to date; and what proves it, a full rebuild from an empty warehouse that must hold the same.

Both run in the home of the benchmark, where the cold build left its warehouse. Afterwards the home
stands again where it stood: what landed is taken away, and the cold build's warehouse is gone.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from supporting_families.demo.home import DemoHomeError, made_from, write_marker
from supporting_families.demo.next_day import deliver_next_day, next_day_of

from .cold import built
from .equality import same_tables
from .errors import BenchError
from .size import Size, limits


def next_day(size: Size) -> dict:
    """The runs of the next day and of the full rebuild, and whether they hold the same.

    Raises BenchError when a build fails or the home has no warehouse.
    """
    if not size.home.build_file.is_file():
        raise BenchError(f"'{size.home.path}' has no warehouse: the cold build comes first.")
    incremental = size.home.warehouse.with_name("warehouse-next-day")
    shutil.rmtree(incremental, ignore_errors=True)
    with _moved_on(size):
        size.tell("  the next day's files, and the build")
        after_a_day = built(size)
        size.home.warehouse.rename(incremental)
        try:
            _keep_published(incremental, size.home.warehouse)
            size.tell("  a full rebuild of the same files")
            rebuilt = built(size, "--full-refresh")
            size.tell("  comparing every table of the two")
            equal = same_tables(
                incremental / size.home.build_file.name,
                size.home.build_file,
                size.tell,
                limits()["SF_MEMORY_LIMIT"],
            )
        finally:
            shutil.rmtree(incremental, ignore_errors=True)
            size.clear_warehouse()
    return {
        "runs": {"next_day": after_a_day, "full_rebuild": rebuilt},
        "equal": {"next_day": equal},
    }


@contextmanager
def _moved_on(size: Size) -> Iterator[None]:
    """The home a day later, and again as it was."""
    description = made_from(size.home.path)
    if description is None:
        raise BenchError(f"'{size.home.path}' is no demo home.")
    try:
        deliver_next_day(size.home.path, size.tell)
        yield
    except DemoHomeError as error:
        raise BenchError(str(error)) from error
    finally:
        for folder in (size.home.path / "landing").glob(f"*/{next_day_of(description)}"):
            shutil.rmtree(folder)
        write_marker(size.home.path, description)


def _keep_published(source: Path, target: Path) -> None:
    """What was published before is looked at by a build, and is the same for both."""
    target.mkdir(parents=True)
    for name in ("published.duckdb", "extracts.duckdb"):
        if (source / name).is_file():
            shutil.copy2(source / name, target / name)
