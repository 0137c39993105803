"""The governance board's pack: whole, without a person in it, for anyone, in any browser."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import uuid
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, normpath

import duckdb
import jsonschema
import pytest
import yaml
from conftest import ROOT, Warehouse
from supporting_families.board import figures, markup, openlineage, writing
from supporting_families.board.dbt_files import DbtFiles, _check_code, _without_paths
from supporting_families.board.errors import BoardError
from supporting_families.board.pages import front, lineage, quality, results, rules
from supporting_families.board.reading import TABLES, Published, read_published
from supporting_families.contracts import load_contracts
from supporting_families.home import Home
from supporting_families.publish import PublishedBuild

FIXTURES = ROOT / "tests" / "fixtures" / "board"
AUTHORITY = "999"
WORD = re.compile(r"[a-z0-9]+")
TAG = re.compile(r"</?(?:a|b|br|code|dd|div|dt|li|p|span|strong|td|text|th|title|tr|wbr)\b[^<>]*>")
DAY = re.compile(r"\d{4}-\d\d-\d\d|\d\d?/\d\d?/\d{4}")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="module")
def pack(demo: Warehouse) -> Path:
    """The pack of the demo, by its one command."""
    said = demo.must("scripts/board_pack.py", DBT_TARGET_PATH=str(demo.target))
    assert "Written: " in said
    [folder] = (demo.home / "output" / "board_pack").iterdir()
    return folder


@pytest.fixture(scope="module")
def published(demo: Warehouse) -> Published:
    return read_published(Home(demo.home), AUTHORITY)


@pytest.fixture(scope="module")
def pages(pack: Path) -> dict[str, Parsed]:
    """Every page of ours, read; dbt's own is a page of scripts."""
    return {
        file.relative_to(pack).as_posix(): Parsed(file.read_text(encoding="utf-8"))
        for file in sorted(pack.rglob("*.html"))
        if file.parent.name != "docs"
    }


class Parsed(HTMLParser):
    """A page as a browser sees it: its links, anchors, headings, pictures, tables and scripts."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.headings: list[int] = []
        self.pictures: list[dict[str, str | None]] = []
        self.tags: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self.headers_without_scope = 0
        self.language: str | None = None
        self.feed(source)
        self.text = source

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.tags[tag] += 1
        self.attributes |= set(told)
        if tag == "html":
            self.language = told.get("lang")
        if told.get("id"):
            self.anchors.add(str(told["id"]))
        if tag in ("a", "link") and told.get("href"):
            self.links.append(str(told["href"]))
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag in ("svg", "img"):
            self.pictures.append(told)
        if tag == "th" and "scope" not in told:
            self.headers_without_scope += 1


# No personal data ---------------------------------------------------------------------------------


def words_of(told: str) -> tuple[str, ...]:
    return tuple(WORD.findall(told.lower()))


def named(found: Iterable[tuple[str, ...]]) -> dict[str, set[tuple[str, ...]]]:
    """Runs of words by their first word."""
    by_first: dict[str, set[tuple[str, ...]]] = {}
    for run in found:
        if run:
            by_first.setdefault(run[0], set()).add(run)
    return by_first


def told_in(text: str, secrets: dict[str, set[tuple[str, ...]]]) -> set[tuple[str, ...]]:
    """Which of the runs of words stand in a text, whatever is between the words."""
    words = WORD.findall(TAG.sub(" ", text.lower()))
    return {
        run
        for place, word in enumerate(words)
        if word in secrets
        for run in secrets[word]
        if tuple(words[place : place + len(run)]) == run
    }


@pytest.fixture(scope="module")
def secrets(demo: Warehouse) -> dict[str, set[tuple[str, ...]]]:
    """Every name, and every identifier, reference, address, postcode and key of the demo's people.

    Names are looked for as forename and surname in either order: alone, many are common words. A
    date alone is nobody's.
    """
    found: set[tuple[str, ...]] = set()
    people = demo.query(
        "select distinct forename, surname from intermediate.int_identity_records"
        " where forename is not null and surname is not null"
    )
    for forename, surname in people:
        found |= {words_of(f"{forename} {surname}"), words_of(f"{surname} {forename}")}
    keys = demo.query(
        "select record_key from intermediate.int_identity_records"
        " union select person_key from core.dim_person union select family_key from core.dim_family"
        " union select case_system_family_id from core.dim_family"
        " union select episode_key from core.fct_support_episode"
        " union select feed_code || '|' || source_person_ref from intermediate.int_identity_records"
    )
    found |= {words_of(key.split("|")[-1]) for (key,) in keys if key}
    for table in load_contracts():
        columns = [c.name for c in table.columns if c.personal_data == "direct"]
        folder = demo.home / "warehouse" / "intake" / table.feed_code / table.name
        if columns and folder.is_dir():
            found |= {words_of(value) for value in _landed(folder, columns)}
    assert len(found) > 3000
    return named(found)


def _landed(folder: Path, columns: list[str]) -> set[str]:
    """The values of the columns as they landed that have a figure in them and are no day."""
    with duckdb.connect() as connection:
        values = set()
        for column in columns:
            for (value,) in connection.execute(
                f'select distinct "{column}" from read_parquet(?, union_by_name = true)',
                [f"{folder}/*.parquet"],
            ).fetchall():
                if value and re.search(r"\d", value) and not DAY.fullmatch(value):
                    values.add(value)
        return {value for value in values if len(value) > 4}


def test_no_file_of_the_pack_tells_of_a_person(pack: Path, secrets: dict) -> None:
    wrong = {
        file.relative_to(pack).as_posix(): sorted(" ".join(run) for run in found)[:3]
        for file in pack.rglob("*")
        if file.is_file() and (found := told_in(file.read_text(encoding="utf-8"), secrets))
    }
    assert wrong == {}


def test_the_search_finds_a_person_however_it_is_written(demo: Warehouse, secrets: dict) -> None:
    """A search that finds nothing must be one that would find something."""
    [(forename, surname, postcode, nhs)] = demo.query(
        "select forename, surname, postcode, nhs_number from restricted.dim_person_identity"
        " where forename is not null and surname is not null and postcode is not null"
        " and nhs_number is not null order by person_key limit 1"
    )
    [(family_key,)] = demo.query("select min(family_key) from core.dim_family")
    for told in (
        f"{surname.upper()}, {forename}", f"<td>{forename}</td><td>{surname}</td>",
        postcode.lower(), f"nhs={nhs};", f'{{"family": "{family_key}"}}',
    ):  # fmt: skip
        assert told_in(f"The text <b>before</b> {told} and after", secrets), told
    assert not told_in("The text before and after", secrets)


def test_only_tables_about_data_are_read(published: Published) -> None:
    """The restricted file is not opened, nor is any published table of people or families read."""
    may = ("governance.", "reporting.", "programme.mart_data_maturity", "core.dim_authority")
    assert all(table.startswith(may) for table in TABLES)
    for table in TABLES:
        assert not {"person_key", "family_key", "record_key"} & set(published.schema[table]), table


def test_what_is_kept_for_the_next_pack_is_counts_states_and_the_schema(pack: Path) -> None:
    kept = json.loads((pack / figures.NAME).read_text(encoding="utf-8"))
    assert set(kept) == {"pack", "figures", "states", "schema"}
    assert all(isinstance(value, int) for value in kept["figures"].values())
    assert len(kept["states"]) > 50
    assert kept["schema"]["governance.gov_gates"]["asks"] == "VARCHAR"


def test_nothing_of_this_machine_is_told(pack: Path, demo: Warehouse) -> None:
    folders = (str(ROOT), str(demo.home), str(demo.target), str(demo.address()), str(Path.home()))
    wrong = [
        (file.name, folder)
        for file in pack.rglob("*")
        if file.is_file()
        for folder in folders
        if folder in file.read_text(encoding="utf-8")
    ]
    assert wrong == []


def test_paths_are_replaced_the_longer_first() -> None:
    paths = {Path("/data/home"): "home", Path("/data/home/target"): "target"}
    told = {"a": "/data/home/target/x.sql", "b": ["read('/data/home/landing')"], "/data/home": 1}
    assert _without_paths(told, paths) == {
        "a": "target/x.sql", "b": ["read('home/landing')"], "home": 1
    }  # fmt: skip


# Links, and reading it ----------------------------------------------------------------------------


def test_every_link_works_and_none_leaves_the_pack(pack: Path, pages: dict[str, Parsed]) -> None:
    files = {f.relative_to(pack).as_posix() for f in pack.rglob("*") if f.is_file()}
    broken, reached = [], {"index.html"}
    for name, page in pages.items():
        for link in set(page.links):
            target, _, anchor = link.partition("#")
            found = normpath(f"{dirname(name)}/{target}").lstrip("/") if target else name
            if found not in files:  # another place, or outside, has a name that no file has
                broken.append((name, link))
            elif anchor and found in pages and anchor not in pages[found].anchors:
                broken.append((name, link))
            reached.add(found)
    assert broken == []
    assert files == reached  # no page or file that nothing leads to
    assert len(pages) > 400


def test_pages_are_for_everybody(pages: dict[str, Parsed]) -> None:
    """Headings in order, text for every picture, captions, and nothing that must run."""
    for name, page in pages.items():
        assert page.language == "en-GB", name
        assert page.headings[0] == 1 and page.headings.count(1) == 1, name
        steps = zip(page.headings, page.headings[1:], strict=False)
        assert all(after <= before + 1 for before, after in steps), name
        for shown in page.pictures:
            assert shown.get("role") == "img" and len(shown.get("aria-label") or "") > 20, name
        assert page.tags["table"] == page.tags["caption"], name
        assert page.headers_without_scope == 0, name
        assert page.tags["main"] == page.tags["nav"] == page.tags["title"] == 1, name
        assert not page.tags["script"] and not page.tags["iframe"], name
        assert not any(attribute.startswith("on") for attribute in page.attributes), name


def test_colours_can_be_told_from_their_ground() -> None:
    """By the contrast formula of WCAG 2: 4.5 to 1 or more."""
    pairs = re.findall(r"color: (#\w+); background: (#\w+)", markup.STYLE)
    pairs += re.findall(r"background: (#\w+); color: (#\w+)", markup.STYLE)
    grey = re.findall(r"color: (#484f56|#383f43|#1a56a0)", markup.STYLE)
    pairs += [(colour, "#ffffff") for colour in grey]
    assert len(pairs) > 8
    for one, other in pairs:
        assert _contrast(one, other) >= 4.5, (one, other)


def _contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
        parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    brighter, darker = sorted((light(one), light(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def test_the_front_page_is_short_and_leads_everywhere(pages: dict[str, Parsed]) -> None:
    index = pages["index.html"]
    items = index.text.count("<span class='tag ")
    assert 3 <= items <= front.MOST
    assert {link.file for link in writing.LINKS} <= set(index.links)
    words = re.sub(r"<[^>]+>", " ", index.text)
    assert len(re.findall(r"\b\d[\d,.]*\b", words)) < 60


@pytest.mark.skipif(not CHROMIUM and not os.environ.get("CI"), reason="no chromium to open it with")
def test_chromium_shows_every_page(pack: Path, tmp_path: Path) -> None:
    """Ours have nothing that runs, as another test says; dbt's own pages fill themselves."""
    picture = tmp_path / "page.png"
    for name in ["index.html", "rules.html", lineage.page_of("core", "fct_need_evidence")]:
        _chromium(tmp_path, pack / name, f"--screenshot={picture}")
        assert picture.stat().st_size > 30_000, name  # a blank page of this size is some 5 kB
        picture.unlink()
    for name in [link.file for link in writing.LINKS]:
        dom = _chromium(tmp_path, pack / name)
        assert re.search(r"<h1>[^<]+</h1>", dom) and '<div class="frame">' in dom, name
    docs = _chromium(tmp_path, pack / "docs" / "index.html", "--virtual-time-budget=8000")
    assert "supporting_families" in docs and "fct_need_evidence" in docs.split("</script>")[-1]


def _chromium(folder: Path, page: Path, *options: str) -> str:
    assert CHROMIUM, "chromium is missing: the tests of a release open the pack with it"
    done = subprocess.run(
        [
            CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1280,1600",
            f"--user-data-dir={folder / 'profile'}", *options,
            *([] if any("screenshot" in option for option in options) else ["--dump-dom"]),
            page.as_uri(),
        ],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


# What is in it ------------------------------------------------------------------------------------


def test_every_part_that_the_board_asked_for_is_there(pack: Path, published: Published) -> None:
    told = {
        name: re.sub(r"<[^>]+>", " ", (pack / name).read_text(encoding="utf-8"))
        for name in (link.file for link in writing.LINKS)
    }
    for row in published["gov_feed_register"]:
        assert str(row["feed_name"]).replace("’", "’") in told["feeds.html"]
    for row in published["gov_gates"]:
        assert str(row["check_title"]) in told["quality.html"]
    for row in published["mart_data_maturity"]:
        assert str(row["milestone_text"]) in told["maturity.html"]
    for row in published["gov_access"]:
        assert str(row["role_name"]) in told["access.html"]
    for row in published["gov_subject_requests"]:
        assert str(row["request_name"]) in told["rights.html"]
    needs = {
        str(row["need_name"])
        for row in published["gov_rule_coverage"]
        if row["framework_version"] == rules.in_force(published)
    }
    assert len(needs) == 34
    assert all(told["rules.html"].count(f" {need} ") == 1 for need in needs)  # each once


def test_a_table_that_is_missing_is_an_error_and_no_gap(demo: Warehouse, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "warehouse").mkdir(parents=True)
    (home / "landing").mkdir()
    shutil.copy(demo.home / "warehouse" / "published.duckdb", home / "warehouse")
    with duckdb.connect(str(home / "warehouse" / "published.duckdb")) as connection:
        connection.execute("drop table governance.gov_retention")
    with pytest.raises(BoardError, match=r"lacks governance\.gov_retention: .*Run 'python"):
        writing.write_pack(Home(home), "000")
    assert not (home / "output").exists()


def test_a_pack_of_other_code_than_the_build_is_refused(published: Published) -> None:
    nodes = {
        str(row["node_id"]): {"resource_type": row["resource_type"]}
        for row in published["build_expected"]
        if row["resource_type"] in ("model", "seed")
    }
    _check_code({"nodes": nodes}, published)
    newer = {**nodes, "model.supporting_families.new": {"resource_type": "model"}}
    with pytest.raises(BoardError, match="1 models or seeds .*new"):
        _check_code({"nodes": newer}, published)


def test_the_same_build_again_is_no_work_and_a_half_written_pack_is_none(
    pack: Path, demo: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What dbt told is taken from the pack; all the rest is the same to the byte."""
    parts = [
        json.loads((pack / "import" / f"{n}.json").read_text()) for n in ("manifest", "catalog")
    ]
    page = (pack / "docs" / "index.html").read_text(encoding="utf-8")
    monkeypatch.setattr(writing, "dbt_files", lambda home, published: DbtFiles(*parts, page))
    again = writing.write_pack(Home(demo.home), AUTHORITY)
    assert (again.folder, again.is_new) == (pack, False)
    assert not (pack.parent / ".partial").exists()
    name, digest = pack.name.split("_")
    assert name == "2024-03-15" and re.fullmatch(r"[0-9a-f]{12}", digest)


# Other tools --------------------------------------------------------------------------------------


def _schema(name: str) -> jsonschema.Draft202012Validator:
    told = json.loads((FIXTURES / f"{name}.schema.json").read_text(encoding="utf-8"))
    return jsonschema.Draft202012Validator(told)


@pytest.fixture(scope="module")
def sent(pack: Path) -> list[dict]:
    lines = (pack / "import" / "openlineage.ndjson").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_events_are_those_of_openlineage(sent: list[dict]) -> None:
    validator = _schema("openlineage")
    for event in sent:
        if event["job"]["name"].startswith(
            ("dbt.core", "dbt.staging.stg_police", "dbt.restricted")
        ):
            validator.validate(event)
    broken = {**sent[0], "run": {"runId": "not a run"}}
    assert not validator.is_valid(broken)


def test_every_model_of_the_build_began_and_ended_once(
    sent: list[dict], published: Published
) -> None:
    runs: dict[str, list[str]] = {}
    for event in sent:
        runs.setdefault(event["run"]["runId"], []).append(event["eventType"])
    assert all(kinds == ["START", "COMPLETE"] for kinds in runs.values())
    assert all(uuid.UUID(run) for run in runs)
    models = [r for r in published["build_log"] if r["resource_type"] == "model"]
    assert len(runs) == len(models) > 400
    jobs = {event["job"]["name"] for event in sent}
    assert "dbt.core.fct_need_evidence" in jobs


def test_events_say_which_column_a_column_is_made_of(sent: list[dict]) -> None:
    [made] = [
        event["outputs"][0]
        for event in sent
        if event["eventType"] == "COMPLETE"
        and event["job"]["name"] == "dbt.staging.stg_police__incidents"
    ]
    told = made["facets"]["columnLineage"]["fields"]["occurred_from"]["inputFields"]
    assert {
        "namespace": openlineage.NAMESPACE, "name": "intake.police.incidents",
        "field": "occurred_from", "transformations": [{"type": "DIRECT"}],
    } in told  # fmt: skip
    inputs = [
        dataset
        for event in sent
        if event["job"]["name"] == "dbt.staging.stg_police__incidents"
        for dataset in event["inputs"]
        if dataset["name"] == "intake.police.incidents"
    ]
    tags = {tag["field"]: tag["value"] for tag in inputs[0]["facets"]["tags"]["tags"]}
    assert tags["surname"] == "direct" and tags["incident_class"] == "criminal"


def test_every_feed_has_a_contract_of_the_open_standard(pack: Path, published: Published) -> None:
    validator = _schema("data_contract")
    register = {str(row["feed_code"]): row for row in published["gov_feed_register"]}
    files = {file.stem: file for file in (pack / "contracts").glob("*.yaml")}
    assert set(files) == set(register)
    for feed, file in files.items():
        told = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        validator.validate(told)
        columns = {
            (table["name"], column["name"], column["classification"])
            for table in told["schema"]
            for column in table["properties"]
        }
        assert columns == {
            (row["table_name"], row["column_name"], row["personal_data"])
            for row in published["gov_feed_columns"]
            if row["feed_code"] == feed
        }
    told = {p["property"]: p["value"] for p in yaml.safe_load(
        files["probation"].read_text(encoding="utf-8"))["customProperties"]}  # fmt: skip
    assert told["agreementExpiresOn"] == str(register["probation"]["agreement_expires_on"])
    assert not validator.is_valid({"kind": "DataContract"})


def test_dbt_tells_of_tables_and_not_of_made_up_people(pack: Path) -> None:
    manifest = json.loads((pack / "import" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["unit_tests"] == {} and "unit_test." not in json.dumps(manifest)
    assert manifest["metadata"]["send_anonymous_usage_stats"] is False  # the page calls nobody
    hooks = [n for n in manifest["nodes"].values() if n["resource_type"] == "operation"]
    assert hooks and not any("compiled_code" in hook for hook in hooks)  # they tell the time
    node = manifest["nodes"]["model.supporting_families.fct_need_evidence"]
    assert "select" in node["compiled_code"] and node["description"]
    catalog = json.loads((pack / "import" / "catalog.json").read_text(encoding="utf-8"))
    assert "model.supporting_families.fct_need_evidence" in catalog["nodes"]
    page = (pack / "docs" / "index.html").read_text(encoding="utf-8")
    assert "JSON INLINE DATA" not in page and "fct_need_evidence" in page
    assert not re.search(r"<(script|link)[^>]+(src|href)=['\"]?https?:", page)


# Coverage, gates ----------------------------------------------------------------------------------


def test_every_active_rule_is_followed_to_a_column(demo: Warehouse, published: Published) -> None:
    found = {row["rule_id"] for row in published["gov_rule_coverage"]}
    active = {rule for (rule,) in demo.query("select rule_id from intermediate.int_rules")}
    assert found == active


# What evidence is made of beside what it says: the reference by which a result is found again.
REFERENCES = {("dwp", "matching_results", "person_ref")}


def test_the_columns_named_for_evidence_are_those_that_lineage_finds(demo: Warehouse) -> None:
    """Feed by feed, both ways: what says something of it is named; what is named reaches it.

    A condition is named too, so that it may reach only which rows there are.
    """
    named = set(
        demo.query(
            "select distinct feed_code, table_name, column_name from catalogue.evidence_columns"
        )
    )
    contract = {(t.feed_code, t.name, c.name) for t in load_contracts() for c in t.columns}
    by_values, by_anything = _edges(demo, "edge_kind = 'values'"), _edges(demo, "true")
    said = ("event_date", "period_start", "period_end", "value_number", "value_base", "value_text",
            "person_role", "evidence_type")  # fmt: skip
    saying, reaching = set(), set()
    for feed in {feed for feed, *_ in named}:
        model = ("intermediate", f"int_evidence__{feed}")
        saying |= {c for c in _sources({(*model, s) for s in said}, by_values) if c[0] == feed}
        reaching |= _sources({(*model, s) for s in (*said, "*")}, by_anything)
    assert len(named) > 200
    assert (saying & contract) - named == REFERENCES
    assert named - reaching == set()


def _edges(demo: Warehouse, which: str) -> dict[tuple, set[tuple]]:
    edges: dict[tuple, set[tuple]] = {}
    for *to, schema, table, column in demo.query(
        "select to_schema, to_table, to_column, from_schema, from_table, from_column"
        f" from governance.gov_column_lineage where {which}"
    ):
        edges.setdefault(tuple(to), set()).add((schema, table, column))
    return edges


def _sources(start: set[tuple], edges: dict[tuple, set[tuple]]) -> set[tuple[str, str, str]]:
    """The columns of feeds that the columns are made of, as feed, table and column."""
    seen, waiting, found = set(start), list(start), set()
    while waiting:
        for origin in edges.get(waiting.pop(), set()) - seen:
            seen.add(origin)
            if origin[0] == "intake":
                feed, _, table = origin[1].partition(".")
                found.add((feed, table, origin[2]))
            else:
                waiting.append(origin)
    return found


def test_every_gate_and_warning_is_told_to_the_board(demo: Warehouse) -> None:
    """Those with a name of their own: a new one must say in plain words what it asks."""
    tests = {
        node["name"]: "gate" if "gate" in node["tags"] else "told"
        for node in demo.manifest()["nodes"].values()
        if node["resource_type"] == "test"
        and (
            "gate" in node["tags"]
            or node["config"]["severity"].lower() == "warn"
            and node["name"].startswith("warn_")
        )
    }
    told = dict(demo.query("select check_name, check_kind from governance.gov_gates"))
    assert told == tests


def test_a_gate_that_was_not_run_or_found_something_is_said_first(published: Published) -> None:
    gates = [{"check_name": "gate_x", "check_kind": "gate", "check_title": "X holds"}]
    for status, state in (("pass", "passed"), ("warn", "found"), (None, "not_run")):
        log = [{"node_name": "gate_x", "status": status, "failures": 2}] if status else []
        changed = _changed(published, "governance.gov_gates", gates)
        changed = _changed(changed, "governance.build_log", log)
        [check] = quality.checks(changed)
        assert check.state == state
        [item] = front._gates(changed)
        assert item.kind == ("good" if status == "pass" else "act")
        assert ("X holds" in item.told) == (status != "pass")


def _changed(published: Published, table: str, rows: list[dict]) -> Published:
    tables = {**published.tables, table: rows}
    return Published(published.build, published.authority_code, tables, published.schema)


# The front page -----------------------------------------------------------------------------------


def _agreement(published: Published, state: str) -> list[front.Item]:
    """What is said where the agreement of the police has a state and all others are in force."""
    rows = [
        {**row, "agreement_state": state if row["feed_code"] == "police" else "in_force"}
        for row in published["gov_feed_register"]
    ]
    return list(front._agreements(_changed(published, "governance.gov_feed_register", rows)))


@pytest.mark.parametrize(
    ("state", "kind"),
    [("in_force", None), ("not_needed", None), ("expires_within_90_days", "look"),
     ("review_due", "look"), ("expires_within_30_days", "act"), ("expired", "act"),
     ("none_recorded", "act")],
)  # fmt: skip
def test_an_agreement_is_for_the_board_when_it_ends_or_is_missing(
    published: Published, state: str, kind: str | None
) -> None:
    items = _agreement(published, state)
    assert [item.kind for item in items] == ([kind] if kind else [])
    assert all("Police incidents" in item.told for item in items)


def test_overdue_requests_come_before_open_ones(published: Published) -> None:
    def said(**columns: object) -> list[front.Item]:
        row = {"request_name": "Access", "requests_open": 0, "requests_overdue": 0, **columns}
        changed = _changed(published, "governance.gov_subject_requests", [row])
        return list(front._rights(_changed(changed, "governance.gov_objections", [])))

    due = date(2024, 3, 20)
    assert said(requests_open=0) == []
    [item] = said(requests_open=2, next_due_on=due)
    assert item.kind == "look" and "2 requests wait" in item.told and "20 March 2024" in item.told
    [item] = said(requests_open=2, requests_overdue=1, next_due_on=due)
    assert item.kind == "act" and "1 request should" in item.told


# Figures kept back --------------------------------------------------------------------------------


def _area(**columns: object) -> dict:
    row = {
        "financial_year": "2022/23", "period_type": "year", "period_start": date(2022, 4, 1),
        "area_type": "authority", "area_name": "Demoshire", "measure_type": "all",
        "framework_version": None, "headline_no": None, "headline_name": None, "families": None,
        "shown": "[c]", "percent_shown": "[z]", "threshold": 5, "rounding_base": 5,
    }  # fmt: skip
    return {**row, **columns}


def _results(published: Published, needs: list[dict], outcomes: list[dict]) -> str:
    changed = _changed(published, "reporting.mart_needs_by_area", needs)
    changed = _changed(changed, "reporting.mart_outcomes_by_area", outcomes)
    return "\n".join(results.page(changed).parts)


def test_what_is_kept_back_is_shown_as_its_symbol_and_is_no_bar(published: Published) -> None:
    headline = {"measure_type": "headline", "framework_version": "sf-2022", "headline_no": 1,
                "headline_name": "Education"}  # fmt: skip
    needs = [_area(families=120, shown="120"),
             _area(**headline, families=35, shown="35", percent_shown="29")]  # fmt: skip
    told = _results(published, needs, [_area(), _area(**headline, percent_shown="[c]")])
    assert "In 2022/23, 120 families were assessed with a need" in told
    assert "how many had a successful outcome is kept back to protect people" in told
    assert "<td class='number'>[c]</td><td class='number'>[c]</td>" in told
    assert "29%" in told and "below 5 families" in told and "multiple of 5" in told


@pytest.mark.parametrize(
    ("kind", "start", "words"),
    [("month", date(2023, 12, 1), "December 2023"), ("quarter", date(2023, 10, 1),
     "October to December 2023"), ("half_year", date(2023, 10, 1), "October to March 2024"),
     ("year", date(2022, 4, 1), "2022/23")],
)  # fmt: skip
def test_a_period_is_named_by_its_months(kind: str, start: date, words: str) -> None:
    assert results._named(_area(period_type=kind, period_start=start)) == words


def test_the_page_begins_with_a_period_whose_figure_is_shown(published: Published) -> None:
    quarter = {"period_type": "quarter", "period_start": date(2023, 10, 1)}
    earlier = {"period_type": "quarter", "period_start": date(2023, 7, 1)}
    needs = [_area(), _area(**earlier, families=40, shown="40"),
             _area(**quarter, families=45, shown="45")]  # fmt: skip
    told = _results(published, needs, [_area(), _area(**quarter, families=10, shown="10")])
    assert (
        "In October to December 2023, 45 families were assessed with a need and 10 families had a"
        " successful outcome. Figures are rounded." in told
    )


def test_a_period_that_is_not_over_has_no_figures(published: Published) -> None:
    told = _results(published, [_area(shown="[x]")], [])
    assert "There are no figures yet" in told


# Since the last pack ------------------------------------------------------------------------------


def _kept(published_at: str, figure: int, schema: dict) -> dict:
    pack = {"authority_code": AUTHORITY, "as_of_date": published_at[:10], "build_id": published_at,
            "published_at": published_at}  # fmt: skip
    return {"pack": pack, "figures": {"Rows": figure}, "states": {"Agreement": "in force"},
            "schema": schema}  # fmt: skip


def test_figures_and_schema_are_compared_with_the_latest_earlier_pack(tmp_path: Path) -> None:
    before = {"core.a": {"x": "DATE", "y": "INTEGER"}, "core.gone": {"x": "DATE"}}
    after = {"core.a": {"x": "VARCHAR", "z": "INTEGER"}, "core.new": {"x": "DATE"}}
    for name, kept in {
        "old": _kept("2023-01-01T00:00:00", 1, before),
        "earlier": _kept("2023-06-01T00:00:00", 2, before),
        "this_build": _kept("2024-01-01T00:00:00", 3, after),
        "later": _kept("2024-06-01T00:00:00", 9, after),
    }.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / figures.NAME).write_text(json.dumps(kept))
    now = _kept("2024-01-01T00:00:00", 3, after)
    earlier = figures.earlier_figures(tmp_path, now)
    assert earlier and earlier["pack"]["published_at"] == "2023-06-01T00:00:00"
    found = figures.changes(earlier, now)
    assert found.figures == [figures.Change("Rows", "2", "3")]
    assert found.states == []
    assert {(c.what, c.before, c.now) for c in found.schema} == {
        ("core.a.x", "DATE", "VARCHAR"), ("core.a.y", "INTEGER", "nothing"),
        ("core.a.z", "nothing", "INTEGER"), ("core.gone", "table", "nothing"),
        ("core.new", "nothing", "new table"),
    }  # fmt: skip


def test_the_first_pack_has_none_before_it_and_a_spoilt_one_is_named(tmp_path: Path) -> None:
    now = _kept("2024-01-01T00:00:00", 3, {})
    assert figures.earlier_figures(tmp_path / "nothing", now) is None
    (tmp_path / "spoilt").mkdir()
    (tmp_path / "spoilt" / figures.NAME).write_text('{"pack": {}}')
    with pytest.raises(BoardError, match="spoilt.*Move its folder away"):
        figures.earlier_figures(tmp_path, now)


# Several authorities ------------------------------------------------------------------------------


def test_a_pack_is_of_one_authority(demo: Warehouse, tmp_path: Path) -> None:
    (tmp_path / "warehouse").mkdir()
    file = tmp_path / "warehouse" / "published.duckdb"
    shutil.copy(demo.home / "warehouse" / "published.duckdb", file)
    with duckdb.connect(str(file)) as connection:
        for table in ("core.dim_authority", "governance.gov_feed_register"):
            connection.execute(
                f"insert into {table} select '998' as authority_code, * exclude (authority_code)"
                f" from {table}"
            )
    mine = read_published(Home(tmp_path), "998")
    assert {row["authority_code"] for row in mine["gov_feed_register"]} == {"998"}
    assert mine["gov_retention"] == []


def test_events_have_the_times_of_the_build() -> None:
    build = PublishedBuild(
        "b", date(2024, 3, 15), date(2024, 3, 15), True, datetime(2024, 3, 16, 8)
    )
    log = [{"node_id": "model.p.m", "resource_type": "model", "status": "success",
            "started_at": build.published_at - timedelta(minutes=2)}]  # fmt: skip
    tables = {table: [] for table in TABLES} | {"governance.build_log": log}
    manifest = {"nodes": {"model.p.m": {
        "resource_type": "model", "schema": "core", "alias": "m", "description": "One row.",
        "columns": {}, "depends_on": {"nodes": []}}}}  # fmt: skip
    lines = openlineage.events(manifest, {"nodes": {}}, Published(build, AUTHORITY, tables, {}))
    times = [json.loads(line)["eventTime"] for line in lines.splitlines()]
    assert times == ["2024-03-16T07:58:00Z", "2024-03-16T08:00:00Z"]
