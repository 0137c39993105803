"""For engineers and other tools: dbt's own pages, and files that can be imported elsewhere."""

from __future__ import annotations

from supporting_families.markup import code

from .. import words
from ..markup import Page, link, table
from ..reading import Published

FILE = "technical.html"
FILES = {
    "docs/index.html": "Every table and column described, as dbt shows them. It needs a browser "
    "with scripts, and nothing from the internet.",
    "import/manifest.json": "The project as dbt knows it: models, tests, seeds, sources and code, "
    "without unit tests. For catalogues and lineage tools.",
    "import/catalog.json": "The columns of every table with their types, as dbt writes them.",
    "import/openlineage.ndjson": "The build as OpenLineage events, one a line: which table was "
    "made of which, and each column of which columns.",
    "figures.json": "What this pack keeps of itself for the next one to be compared with: figures, "
    "states and the published tables.",
}


def page(published: Published) -> Page:
    shown = Page(FILE, "For engineers, and for other tools")
    shown.lead(
        "What is in this pack can be imported into a data catalogue. None of it holds data: it "
        "tells of tables and columns."
    )
    shown.add(
        table(
            "Files",
            ["File", "What it is"],
            [(link(name, code(name)), told) for name, told in FILES.items()],
        )
    )
    shown.heading("A contract for each feed")
    shown.say(
        "In the Open Data Contract Standard, version 3: what the partner sends, column by column, "
        "with the class of personal data of each; how often; for what; and the agreement."
    )
    shown.add(
        table(
            "Contracts",
            ["Feed", "Sent by", "File"],
            [
                (
                    row["feed_name"],
                    row["partner"],
                    link(f"contracts/{row['feed_code']}.yaml", code(f"{row['feed_code']}.yaml")),
                )
                for row in published["gov_feed_register"]
            ],
        )
    )
    shown.heading("This build")
    build = published.build
    shown.add(
        table(
            "Which build this pack is of",
            ["What", "Value"],
            [
                ("Build", code(build.build_id)),
                ("As of", build.as_of_date),
                ("Known at", build.known_at),
                (
                    "Published",
                    f"{words.day(build.published_at.date())}, {build.published_at:%H:%M} UTC",
                ),
            ],
        )
    )
    return shown
