"""The project's commands, for every system: python tasks.py --help

Needs Python 3.11 or newer and nothing else; the rest is installed into .venv beside this file.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "This project needs Python 3.11 or newer; this is Python "
        + ".".join(str(part) for part in sys.version_info[:2])
        + ". Run tasks.py with a newer one, for example: python3.11 tasks.py build"
    )

import argparse
import hashlib
import os
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
REQUIREMENTS = "requirements.txt"
DEV_REQUIREMENTS = "requirements-dev.txt"
SPARK_REQUIREMENTS = "requirements-spark.txt"
DEMO_HOME = "demo"
DEMO_MARKER = "landing/demo.yml"
DEMO_PEOPLE = 20_000
DEMO_SEED = 1
# A file shares what it builds; in the order of their names those that take long begin early.
TWO_AT_ONCE = ("--numprocesses", "2", "--dist", "loadfile", "--no-loadscope-reorder")


class TaskError(Exception):
    """A step failed; the message is one plain line."""

    def __init__(self, message: str, code: int = 1):
        super().__init__(message)
        self.code = code


def build(arguments: argparse.Namespace) -> None:
    """Install, make the demo home (unless SF_HOME is set), build, publish, package, sum up."""
    packages = []
    steps = [("environment", lambda: install(REQUIREMENTS))]
    if not os.environ.get("SF_HOME"):
        steps.append(("demo home", lambda: make_demo_home(arguments.people)))
    steps += [
        # the unit tests are about the code, which `test` tests
        ("dbt build", lambda: run("dbt", "build", "--exclude-resource-type", "unit_test")),
        ("publish", lambda: run("python", "scripts/publish.py")),
        ("package for Delta", lambda: packages.append(read("scripts/package_delta.py"))),
    ]
    if not os.environ.get("SF_HOME") or (home() / DEMO_MARKER).is_file():
        steps.append(("package for the study", lambda: packages.append(package_for_study())))
    take(steps)
    print()
    run("python", "-m", "supporting_families.summary")
    for line in packages:
        print(f"  {line}")


def test(arguments: argparse.Namespace) -> None:
    """Lint the SQL and run the tests; with --long those marked `long` as well."""
    chosen = [] if arguments.long else ["-m", "not long"]
    take(
        [
            ("environment", lambda: install(DEV_REQUIREMENTS)),
            ("sqlfluff", lint_sql),
            ("pytest", lambda: run("python", "-m", "pytest", "tests/python", *TWO_AT_ONCE, *chosen)),
        ]
    )


def demo(arguments: argparse.Namespace) -> None:
    """Make the demo home, if it is not there or another size is asked for."""
    take(
        [
            ("environment", lambda: install(REQUIREMENTS)),
            ("demo home", lambda: make_demo_home(arguments.people)),
        ]
    )


def publish(arguments: argparse.Namespace) -> None:
    """Publish the last build."""
    take(
        [
            ("environment", lambda: install(REQUIREMENTS)),
            ("publish", lambda: run("python", "scripts/publish.py")),
        ]
    )


def package(arguments: argparse.Namespace) -> None:
    """Package what is published: for Delta, and from a demo home for the national study."""
    steps = [
        ("environment", lambda: install(REQUIREMENTS)),
        ("package for Delta", lambda: run("python", "scripts/package_delta.py")),
    ]
    if (home() / DEMO_MARKER).is_file():
        steps.append(("package for the study", package_for_study))
    take(steps)


def lint(arguments: argparse.Namespace) -> None:
    """Check the style of the SQL."""
    take([("environment", lambda: install(DEV_REQUIREMENTS)), ("sqlfluff", lint_sql)])


def check(arguments: argparse.Namespace) -> None:
    """Check what has landed, without building."""
    chosen = ["--feed", arguments.feed] if arguments.feed else []
    take(
        [
            ("environment", lambda: install(REQUIREMENTS)),
            ("check feeds", lambda: run("python", "scripts/check_feeds.py", *chosen)),
        ]
    )


def match_quality(arguments: argparse.Namespace) -> None:
    """Report on how well the last build links people."""
    take(
        [
            ("environment", lambda: install(REQUIREMENTS)),
            ("match quality", lambda: run("python", "scripts/match_quality.py")),
        ]
    )


def review(arguments: argparse.Namespace) -> None:
    """Write the workbook of records that may be of one person, from what is published."""
    take(
        [
            ("environment", lambda: install(REQUIREMENTS)),
            ("review list", lambda: run("python", "scripts/review_links.py", "write")),
        ]
    )


def board(arguments: argparse.Namespace) -> None:
    """Write the governance board's pack, from what is published."""
    take(
        [
            ("environment", lambda: install(REQUIREMENTS)),
            ("board pack", lambda: run("python", "scripts/board_pack.py")),
        ]
    )


def serve(arguments: argparse.Namespace) -> None:
    """Publish the last build and show it on the PostgreSQL server that the environment names."""
    steps = [
        ("environment", lambda: install(REQUIREMENTS)),
        ("publish", lambda: run("python", "scripts/publish.py")),
    ]
    if arguments.prepare:
        steps.append(("roles and rights", lambda: run("python", "scripts/serve.py", "roles")))
    take([*steps, ("load", lambda: run("python", "scripts/serve.py", "load"))])


def bi_files(arguments: argparse.Namespace) -> None:
    """Make the files for BI tools, a DuckDB file and Parquet, from what is published."""
    role = ["--role", arguments.role] if arguments.role else []
    take(
        [
            ("environment", lambda: install(REQUIREMENTS)),
            ("files for BI tools", lambda: run("python", "scripts/bi_files.py", *role)),
        ]
    )


def superset(arguments: argparse.Namespace) -> None:
    """Show the starter dashboard in a Superset of its own, and compare it with what is published."""
    take(
        [
            ("environment", lambda: install(REQUIREMENTS)),
            ("superset", lambda: run("python", "scripts/dashboard.py", "prove")),
        ]
    )


def spark(arguments: argparse.Namespace) -> None:
    """Build the demo home (or SF_HOME) on DuckDB and on Spark, and compare every table."""
    steps = [("environment", lambda: install(SPARK_REQUIREMENTS))]
    if not os.environ.get("SF_HOME"):
        steps.append(("demo home", lambda: make_demo_home(arguments.people)))
    steps.append(("both engines", lambda: run("python", "scripts/spark.py", "compare")))
    take(steps)


def bench(arguments: argparse.Namespace) -> None:
    """Measure what a build takes at several sizes; results go to docs/benchmarks/."""
    sizes = ["--people", *map(str, arguments.people)] if arguments.people else []
    take(
        [
            ("environment", lambda: install(REQUIREMENTS)),
            ("benchmark", lambda: run("python", "scripts/bench.py", "run", *sizes)),
        ]
    )


def bench_guard(arguments: argparse.Namespace) -> None:
    """A short benchmark against the stored baseline; fails on a clear worsening."""
    take(
        [
            ("environment", lambda: install(REQUIREMENTS)),
            ("benchmark", lambda: run("python", "scripts/bench.py", "guard")),
        ]
    )


def worklist(arguments: argparse.Namespace) -> None:
    """Write the weekly worklists of the teams, from what is published."""
    take(
        [
            ("environment", lambda: install(REQUIREMENTS)),
            ("worklists", lambda: run("python", "scripts/worklist.py")),
        ]
    )


def quarterly(arguments: argparse.Namespace) -> None:
    """Write the quarterly workbook, from what is published."""
    take(
        [
            ("environment", lambda: install(REQUIREMENTS)),
            ("quarterly workbook", lambda: run("python", "scripts/quarterly.py")),
        ]
    )


def take(steps: list[tuple[str, Callable[[], object]]]) -> None:
    """Announce and take each step. The first TaskError ends it."""
    for number, (name, step) in enumerate(steps, start=1):
        print(f"[{number}/{len(steps)}] {name}", flush=True)
        step()


def home() -> Path:
    """The home folder the commands work on."""
    return Path(os.environ.get("SF_HOME") or ROOT / DEMO_HOME)


def make_demo_home(people: int) -> None:
    """Make the demo home; the generator does nothing when it was made from the same already."""
    size = ("--people", str(people), "--seed", str(DEMO_SEED))
    run("python", "scripts/generate_demo.py", "--home", DEMO_HOME, *size)


def package_for_study() -> str:
    """Package a demo home for the study, with throwaway keys unless SF_STUDY_KEYS names others."""
    if not os.environ.get("SF_STUDY_KEYS"):
        os.environ["SF_STUDY_KEYS"] = str(throwaway_keys())
        read("scripts/study.py", "new-keys", os.environ["SF_STUDY_KEYS"])
    return read("scripts/study.py", "package", "--by", "Demo")


def throwaway_keys() -> Path:
    """A folder of keys for the demo: outside the repository, the user's own, the same each time."""
    whose = hashlib.sha256(f"{ROOT}|{Path.home()}".encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"supporting-families-demo-keys-{whose}"


def lint_sql() -> None:
    """Run sqlfluff; its dbt templater gets an empty home, so no build file is touched."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "landing").mkdir()
        run("python", "tests/python/swift_lint.py", "lint", ".", SF_HOME=folder)


def install(requirements: str) -> None:
    """Make .venv hold the pinned requirements; no work when it does already."""
    stamp = VENV / f".{requirements}.sha256"
    wanted = requirements_hash()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    print("installing into .venv: a few minutes the first time")
    command("venv", [sys.executable, "-m", "venv", str(VENV)])
    options = ["--disable-pip-version-check", "--quiet", "-c", "constraints.txt"]
    run("python", "-m", "pip", "install", *options, "-r", requirements)
    stamp.write_text(wanted)


def requirements_hash() -> str:
    """A hash of everything that decides what .venv holds."""
    digest = hashlib.sha256(sys.version.encode())
    for name in (REQUIREMENTS, DEV_REQUIREMENTS, SPARK_REQUIREMENTS, "constraints.txt"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def run(program: str, *arguments: str, **settings: str) -> None:
    """Run a program of .venv at the project root. Raises TaskError when it fails."""
    command(" ".join([program, *arguments]), [installed(program), *arguments], **settings)


def installed(program: str) -> str:
    """Where .venv has a program."""
    return str(VENV / "Scripts" / f"{program}.exe" if WINDOWS else VENV / "bin" / program)


def command(name: str, words: list[str], **settings: str) -> None:
    """Run any program at the project root. Raises TaskError when it fails."""
    sys.stdout.flush()
    code = subprocess.run(words, cwd=ROOT, env=environment(**settings)).returncode
    if code:
        raise TaskError(f"Stopped: '{name}' failed (exit code {code}); see above.", code)


def read(script: str, *arguments: str) -> str:
    """Run a script of ours and return what it says, shown as well. Raises TaskError."""
    words = [installed("python"), script, *arguments]
    done = subprocess.run(words, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True)
    print(done.stdout, end="", flush=True)
    if done.returncode:
        code = done.returncode
        raise TaskError(f"Stopped: '{script}' failed (exit code {code}); see above.", code)
    return done.stdout.strip()


def environment(**settings: str) -> dict[str, str]:
    """The environment of every program: the profile in the repository, SF_HOME as an address."""
    values = {**os.environ, "DBT_PROFILES_DIR": str(ROOT), "PYTHONUTF8": "1", **settings}
    if values.get("SF_HOME"):
        values["SF_HOME"] = os.path.abspath(values["SF_HOME"])
    return values


def add_people(parser: argparse.ArgumentParser) -> None:
    about = f"size of the demo authority (default: {DEMO_PEOPLE})"
    parser.add_argument("--people", type=int, default=DEMO_PEOPLE, help=about)


def add_sizes(parser: argparse.ArgumentParser) -> None:
    about = "sizes (default: 20000 200000 1600000, which takes hours and 37 GB of disk)"
    parser.add_argument("--people", type=int, nargs="+", metavar="N", help=about)


def add_long(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--long", action="store_true", help="also run the tests marked long")


def add_feed(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--feed", help="check the folder of this feed only")


def add_prepare(parser: argparse.ArgumentParser) -> None:
    about = "also make roles, schemas and rights first: as the owner of the database"
    parser.add_argument("--prepare", action="store_true", help=about)


def add_role(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--role", help="whom the files are for (default: bi_reader)")


COMMANDS = {
    build: ("python tasks.py build --people 2000", add_people),
    test: ("python tasks.py test", add_long),
    demo: ("python tasks.py demo --people 2000", add_people),
    check: ("python tasks.py check --feed police", add_feed),
    lint: ("python tasks.py lint", None),
    publish: ("python tasks.py publish", None),
    package: ("python tasks.py package", None),
    review: ("python tasks.py review", None),
    match_quality: ("python tasks.py match-quality", None),
    board: ("python tasks.py board", None),
    worklist: ("python tasks.py worklist", None),
    quarterly: ("python tasks.py quarterly", None),
    serve: ("PGSERVICE=families python tasks.py serve", add_prepare),
    bi_files: ("python tasks.py bi-files", add_role),
    superset: ("python tasks.py superset", None),
    bench: ("python tasks.py bench --people 20000", add_sizes),
    bench_guard: ("python tasks.py bench-guard", None),
    spark: ("python tasks.py spark --people 700", add_people),
}


def parse(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="tasks.py",
        description="Commands of the Supporting Families warehouse. They work on the demo home, "
        "or on the council folder named by the variable SF_HOME.",
        epilog="example: python tasks.py build",
    )
    subparsers = parser.add_subparsers(required=True, metavar="command")
    for task, (example, add_options) in COMMANDS.items():
        name, about = task.__name__.replace("_", "-"), task.__doc__.split("\n")[0]
        subparser = subparsers.add_parser(
            name, help=about, description=about, epilog=f"example: {example}"
        )
        if add_options:
            add_options(subparser)
        subparser.set_defaults(task=task)
    return parser.parse_args(words)


def main(words: list[str]) -> int:
    """Run one command; returns the exit code."""
    arguments = parse(words)
    try:
        arguments.task(arguments)
    except TaskError as error:
        print(error, file=sys.stderr)
        return error.code
    except KeyboardInterrupt:
        print("Stopped by you.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
