"""All pages of docs/catalogue, made from the seeds alone, and their writing."""

from __future__ import annotations

from supporting_families.contracts import PROJECT_ROOT

from .need_pages import need_page, version_page
from .other_pages import claim_rules, contents, crosswalk, measures, routes_and_payments
from .reading import Catalogue

FOLDER = PROJECT_ROOT / "docs" / "catalogue"
MADE = (
    "<!-- Made from the seeds by `python scripts/catalogue_pages.py`: change the seeds and make it "
    "anew. -->"
)


def pages(catalogue: Catalogue) -> dict[str, str]:
    """The text of every page by its path below docs/catalogue."""
    made = {
        "README.md": contents(catalogue),
        "claim-rules.md": claim_rules(catalogue),
        "crosswalk.md": crosswalk(catalogue),
        "measures.md": measures(catalogue),
        "routes-and-payments.md": routes_and_payments(catalogue),
    }
    for version in catalogue.versions:
        code = version["framework_version"]
        made[f"{code}/README.md"] = version_page(catalogue, version)
        for need in catalogue.needs_of(code):
            made[f"{code}/{need['need_no']}.md"] = need_page(catalogue, version, need)
    return {path: "\n".join([MADE, "", *lines]) + "\n" for path, lines in made.items()}
