"""What dbt knows of the project, for other tools and as its own pages, without machine paths."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from supporting_families.contracts import PROJECT_ROOT
from supporting_families.home import Home
from supporting_families.publish import PublishedBuild

from .errors import BoardError
from .reading import BUILD, Published

_DBT = "from dbt.cli.main import cli; cli()"
_TARGET = "DBT_TARGET_PATH"
_SHOWN = 2000  # characters of what dbt said


@dataclass(frozen=True)
class DbtFiles:
    """The manifest and the catalog as dicts, and dbt's own pages as one file that holds both."""

    manifest: dict
    catalog: dict
    page: str


def dbt_files(home: Home, published: Published) -> DbtFiles:
    """Have dbt describe the project and the build file. Raises BoardError where it cannot.

    Unit tests are left out: their rows are made up and look like people. Where the code is not that
    of the published build nothing is described, or tables would be told of that nobody can see.
    """
    target = Path(os.environ.get(_TARGET) or PROJECT_ROOT / "target").absolute()
    _generate(home, target)
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    _check_code(manifest, published)
    catalog = json.loads((target / "catalog.json").read_text(encoding="utf-8"))
    template = (target / "index.html").read_text(encoding="utf-8")
    _leave_out_unit_tests(manifest)
    for node in (*manifest["nodes"].values(), *manifest["sources"].values()):
        node.pop("created_at", None)
        if node["resource_type"] == "operation":  # what it runs has the time of this very run in it
            node.pop("compiled_code", None)
    for described in (manifest, catalog):
        described["metadata"] = _of_build(described["metadata"], published.build)
    paths = {target: "target", home.path.absolute(): "home", home.path.resolve(): "home",
             PROJECT_ROOT: "."}  # fmt: skip
    manifest, catalog = _without_paths(manifest, paths), _without_paths(catalog, paths)
    page = template
    for place, described in (("MANIFEST", manifest), ("CATALOG", catalog)):
        told = json.dumps(described, ensure_ascii=False).replace("</", "<\\/")
        page = page.replace(f'"{place}.JSON INLINE DATA"', told)
    return DbtFiles(manifest, catalog, page)


def _generate(home: Home, target: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _DBT, "docs", "generate", "--quiet", "--target-path", str(target)],
        cwd=PROJECT_ROOT,
        env={
            **os.environ,
            "SF_HOME": str(home.path.absolute()),
            "DBT_PROFILES_DIR": str(PROJECT_ROOT),
            "DBT_LOG_PATH": str(target / "logs"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BoardError(
            "dbt could not describe the build: a build may be running, or another tool has "
            f"'{home.build_file}' open. dbt says:\n{(done.stdout + done.stderr)[-_SHOWN:]}"
        )


def _check_code(manifest: dict, published: Published) -> None:
    kinds = ("model", "seed")
    of_code = {k for k, node in manifest["nodes"].items() if node["resource_type"] in kinds}
    of_build = {
        str(row["node_id"]) for row in published["build_expected"] if row["resource_type"] in kinds
    }
    if different := sorted(of_code ^ of_build):
        names = ", ".join(node.split(".")[-1] for node in different[:5])
        raise BoardError(
            f"The code is not that of the published build: {len(different)} models or seeds are in "
            f"one of them only ({names}). {BUILD}"
        )


def _leave_out_unit_tests(manifest: dict) -> None:
    manifest["unit_tests"] = {}
    for name in ("parent_map", "child_map"):
        manifest[name] = {
            node: [end for end in ends if not end.startswith("unit_test.")]
            for node, ends in manifest[name].items()
            if not node.startswith("unit_test.")
        }


def _of_build(metadata: dict, build: PublishedBuild) -> dict:
    """The metadata with the id and time of the published build, and nothing of who made it."""
    made = f"{build.published_at.isoformat()}Z"
    kept = {
        name: metadata[name]
        for name in ("dbt_schema_version", "dbt_version", "project_name", "adapter_type", "quoting")
        if name in metadata
    }
    told = {"generated_at": made, "invocation_id": build.build_id, "env": {}}
    return {**kept, **told, "send_anonymous_usage_stats": False}  # dbt's pages call nobody


def _without_paths(described: dict, paths: dict[Path, str]) -> dict:
    """The same, with names in the place of folders of this machine."""
    told = json.dumps(described)
    for path in sorted(paths, key=lambda path: len(str(path)), reverse=True):
        for written in {json.dumps(str(path))[1:-1], path.as_posix()}:
            told = told.replace(written, paths[path])
    return json.loads(told)
