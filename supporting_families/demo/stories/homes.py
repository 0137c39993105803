"""Stories about tenancies, homelessness, debt and work."""

from __future__ import annotations

import numpy as np

from ..calendar import day_number
from ..feeds.benefits import DWP_LISTS, DWP_MONTHS
from ..feeds.common import month_ends
from .telling import NEVER, Story, Telling, When, assessed, closed, never, over, story

_FIRST_MATCH = day_number("2023-02-28")
# Six months after a closure from the first day on, matches and statements have come for each.
_CLOSED_EARLY = ("2023-03-01", "2023-09-01")

# Tenancies and homelessness -----------------------------------------------------------------------


def _lets(telling: Telling, *lets: tuple[When, When], step: When | None = None) -> bool:
    """Tenancies one after another, by first and last day. The landlord took a step towards
    possession before the assessment, and perhaps another."""
    head = telling.head()
    if head is None or not telling.closed_between("2021-09-01", "2023-09-05"):
        return False
    steps = [telling.anchor - 30, *([] if step is None else [step(telling)])]
    for place, (start, end) in enumerate(lets):
        telling.plant(
            "housing_tenancies",
            head,
            tenancy_start=start(telling),
            tenancy_end=end(telling),
            arrears=[],
            actions=[] if place else [(day, "NSP") for day in steps],
        )
    return True


def _homeless(
    telling: Telling,
    ends: str,
    stays: tuple[tuple[When, When], ...] = (),
    again: When | None = None,
) -> bool:
    """A duty owed at the assessment, stays in temporary accommodation by first and last day, and
    perhaps another application."""
    head = telling.head()
    if head is None or not telling.closed_between("2021-09-01", "2023-08-31"):
        return False
    telling.case.is_for_a_manager = True
    applied = telling.anchor - 20
    telling.plant(
        "hclic_cases",
        head,
        applied_on=applied,
        loss_reason="DOMESTIC_ABUSE" if ends == "HOMELESS" else "END_OF_AST",
        duties=[("RELIEF", applied, telling.anchor + 25, ends)],
        placements=[(start(telling), end(telling)) for start, end in stays],
    )
    if again is not None:
        day = again(telling)
        telling.plant("hclic_cases", head, applied_on=day, loss_reason="FAMILY_OR_FRIENDS",
                      duties=[("RELIEF", day, day + 40, "SECURED_6_MONTHS")],
                      placements=[])  # fmt: skip
    return True


def _shut_out(telling: Telling, again: bool) -> bool:
    """The family of a young person applied because friends or family would keep it no longer."""
    head = telling.head()
    if head is None or telling.child(16, 17) is None or telling.close is None:
        return False
    telling.case.is_for_a_manager = True
    days = [telling.anchor - 10, *([telling.close] if again else [])]
    for day in days:
        telling.plant(
            "hclic_cases", head, applied_on=day, loss_reason="RELATIONSHIP_BREAKDOWN",
            duties=[("PREVENTION", day, day + 35, "SECURED_6_MONTHS")], placements=[],
        )  # fmt: skip
    return True


# Money --------------------------------------------------------------------------------------------


def _tax(telling: Telling, change: int, stage: str) -> bool:
    """A statement before the assessment and one after, so many pence more or less."""
    head = telling.head()
    if head is None or not telling.closed_between("2021-09-01", "2024-01-31"):
        return False
    statements = [(telling.anchor - 30, 50_000, stage), (telling.close + 10, 50_000 + change,
                                                         stage)]  # fmt: skip
    telling.plant("council_tax_arrears", head, statements=statements)
    return True


def _rent(telling: Telling, change: int, stage: str) -> bool:
    head = telling.head()
    if head is None or not telling.closed_between("2021-09-01", "2024-01-31"):
        return False
    telling.plant(
        "housing_tenancies",
        head,
        tenancy_start=day_number("2019-05-06"),
        tenancy_end=NEVER,
        arrears=[(telling.anchor - 15, 80_000, stage), (telling.close, 80_000 + change, stage)],
        actions=[],
    )
    return True


def _debt(telling: Telling, end: When, plan: str) -> bool:
    """A case of debt advice, from before closure to its last day."""
    adult = telling.adult()
    if adult is None or not telling.closed_between("2021-09-01", "2023-08-31"):
        return False
    telling.plant(
        "local_services_advice_and_debt",
        adult,
        advice_topic="DEBT" if plan else "BENEFITS",
        opened_on=telling.close - 60,
        closed_on=end(telling),
        debt_amount="1500.00" if plan else "",
        repayment_plan=plan,
        pence="150000" if plan else "",
    )
    return True


# Work ---------------------------------------------------------------------------------------------


def _matches(telling: Telling, asked: str, silent: int | None = None) -> bool:
    """Out of work in the first match and in work from before closure on, by `asked` on Universal
    Credit; `silent` is the month after closure of which no answer came."""
    adult, first_list = telling.adult(), day_number(next(iter(DWP_LISTS.values())))
    if adult is None or telling.start > first_list or not telling.closed_between(*_CLOSED_EARLY):
        return False
    if telling.close <= _FIRST_MATCH + 1:
        return False
    gap = None
    if silent is not None:
        month = np.datetime64(telling.close, "D").astype("datetime64[M]") + silent
        gap = str(month)
    for month, _, last in month_ends(DWP_MONTHS):
        works = last > _FIRST_MATCH
        telling.plant(
            "dwp_matching_results",
            adult,
            batch_id=f"B{month.replace('-', '')}",
            match_result="NO_MATCH" if month == gap else "MATCHED",
            benefit_type="" if month == gap else "UC" if asked or not works else "NONE",
            uc_conditionality="" if month == gap or (works and not asked) else
            asked if works else "SEARCHING",
            in_work="" if month == gap else "Y" if works else "N",
            as_at_date=last,
        )  # fmt: skip
    return True


STORIES: tuple[Story, ...] = (
    story("tenancy kept", _lets, (closed(-400), never)),
    story("tenancy from the day of closure to the last day", _lets, (closed(0), over(-1))),
    story("tenancy a day short", _lets, (closed(-400), over(-2))),
    story("one tenancy after another", _lets, (closed(-400), closed(90)), (closed(91), never)),
    story("a day between tenancies", _lets, (closed(-400), closed(90)), (closed(92), never)),
    story("landlord's step on the day of closure", _lets, (closed(-400), never), step=closed(0)),
    story("landlord's step a day late", _lets, (closed(-400), never), step=over(0)),
    story("home found", _homeless, "SECURED_6_MONTHS"),
    story("home found and lost", _homeless, "SECURED_6_MONTHS",
          ((assessed(-15), assessed(20)),), again=closed(0)),
    story("home found, lost a day late", _homeless, "SECURED_6_MONTHS", again=over(0)),
    story("temporary home kept", _homeless, "HOMELESS", ((closed(-60), never),)),
    story("temporary home a day short", _homeless, "HOMELESS", ((closed(-60), over(-2)),)),
    story("moved between temporary homes", _homeless, "HOMELESS",
          ((closed(-60), closed(90)), (closed(91), over(0)))),
    story("young person shut out", _shut_out, False),
    story("young person shut out again", _shut_out, True),
    story("a penny less council tax owed", _tax, -1, "LIABILITY_ORDER"),
    story("as much council tax owed", _tax, 0, "LIABILITY_ORDER"),
    story("more council tax owed", _tax, 9_000, "ENFORCEMENT_AGENT"),
    story("reminded of council tax", _tax, -9_000, "REMINDER"),
    story("less rent owed", _rent, -20_000, "COURT"),
    story("more rent owed", _rent, 1, "COURT"),
    story("letters about rent", _rent, 5_000, "LETTER"),
    story("plan to repay kept", _debt, never, "KEPT"),
    story("plan to repay kept to the last day", _debt, over(-1), "KEPT"),
    story("plan to repay kept a day short", _debt, over(-2), "KEPT"),
    story("plan to repay broken", _debt, never, "BROKEN"),
    story("advice on benefits", _debt, never, ""),
    story("found work and kept it", _matches, ""),
    story("found work, a month unknown", _matches, "", 3),
    story("works and is to earn more", _matches, "WORKING_MORE"),
    story("works enough", _matches, "WORKING_ENOUGH"),
)  # fmt: skip
