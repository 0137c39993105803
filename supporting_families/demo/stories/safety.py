"""Stories about social care, exploitation and domestic abuse."""

from __future__ import annotations

from ..feeds.social_care import (
    ASSESSED,
    AUTHORISED_AFTER,
    IN_CARE,
    IN_NEED,
    NO_ACTION,
    PROTECTED,
)
from .telling import NEVER, Story, Telling, When, assessed, closed, never, over, story


# Social care --------------------------------------------------------------------------------------


def _refer(
    telling: Telling, row: int, day: int, depth: int, until: int, need: str = "N1", factor: str = ""
) -> None:
    telling.plant("ssd_cin_episodes", row, day=day, depth=depth, until=until, need=need,
                  factor=factor)  # fmt: skip


def _protected(telling: Telling, again: When | None, depth: int) -> bool:
    """On a protection plan that ends in support; referred again on a day, if any."""
    row = telling.child(0, 16)
    if row is None or not telling.closed_between("2021-09-01", "2024-02-29"):
        return False
    _refer(telling, row, telling.anchor - 60, PROTECTED, telling.close - 30)
    if again is not None:
        _refer(telling, row, again(telling), depth, again(telling) + 60, "N5", "15A")
    return True


def _found(telling: Telling, factor: str, youngest: int, oldest: int) -> bool:
    """An assessment before that of early help found something, and led to nothing."""
    row = telling.child(youngest, oldest)
    if row is None:
        return False
    day = telling.anchor - 30 - AUTHORISED_AFTER
    _refer(telling, row, day, ASSESSED, telling.anchor - 5, "N5", factor)
    return True


def _found_again(telling: Telling, factor: str, youngest: int, oldest: int) -> bool:
    """The same found before the assessment and again on the day of closure."""
    row = telling.child(youngest, oldest)
    if row is None or not telling.closed_between("2021-09-01", "2024-02-01"):
        return False
    for day in (telling.anchor - 20, telling.close):
        start = day - AUTHORISED_AFTER
        _refer(telling, row, start, ASSESSED, day + 3, "N5", factor)
    return True


def _in_need(telling: Telling, until: When, need: str, depth: int = IN_NEED) -> bool:
    row = telling.child(0, 16)
    if row is None or telling.close is None:
        return False
    _refer(telling, row, telling.anchor - 70, depth, until(telling), need)
    return True


# Exploitation -------------------------------------------------------------------------------------


def _panel(telling: Telling, levels: tuple[tuple[str, str, When], ...]) -> bool:
    """What the panel found of a young person: kind, level and day."""
    row = telling.child(11, 17)
    if row is None:
        return False
    for kind, level, day in levels:
        telling.plant("exploitation_panel_cases", row, exploitation_type=kind,
                      assessed_on=day(telling), risk_level=level, tool_score=10,
                      closed_on=NEVER)  # fmt: skip
    return True


def _prevent(telling: Telling, adopted: str) -> bool:
    row = telling.child(10, 17)
    if row is None:
        return False
    telling.plant("exploitation_prevent_cases", row, referred_on=telling.anchor - 10,
                  adopted_by_channel=adopted, closed_on=telling.anchor + 25,
                  close_reason="NO_CONCERN")  # fmt: skip
    return True


# Domestic abuse -----------------------------------------------------------------------------------


def _abuse(telling: Telling, *days: When) -> bool:
    """Incidents before the assessment and after: one adult against the other, children there."""
    if telling.adult(1) is None or not telling.closed_between("2022-03-01", "2023-09-15"):
        return False
    parts = [(telling.adult(), "VICTIM"), (telling.adult(1), "OFFENDER")]
    parts += [(row, "CHILD_PRESENT") for row in telling.children()]
    for day in (telling.anchor - 50, *(day(telling) for day in days)):
        telling.partners.add_domestic_abuse(parts, day)
    return True


def _violent_child(telling: Telling, *days: When) -> bool:
    row = telling.child(10, 17)
    if row is None or not telling.closed_between("2022-03-01", "2023-09-15"):
        return False
    parts = [(row, "SUSPECT"), (telling.head(), "VICTIM")]
    for day in (telling.anchor, *(day(telling) for day in days)):
        telling.partners.add_domestic_abuse(parts, day)
    return True


def _marac(telling: Telling, *days: When) -> bool:
    """Heard as a case of high risk before the assessment, and again after closure."""
    if telling.adult(1) is None or not telling.closed_between("2021-09-01", "2024-02-29"):
        return False
    for day in (telling.anchor - 25, *(day(telling) for day in days)):
        telling.plant("domestic_abuse_marac_cases", telling.head(), heard_on=day)
    return True


def _adviser(telling: Telling) -> bool:
    if telling.head() is None:
        return False
    telling.plant("domestic_abuse_idva_support", telling.head(), address_protected="N",
                  started_on=telling.anchor - 20, ended_on=telling.anchor + 40,
                  dash_at_start=15, dash_at_end="6",
                  end_reason="SUPPORT_COMPLETED")  # fmt: skip
    return True


STORIES: tuple[Story, ...] = (
    story("plan ended and not back", _protected, None, NO_ACTION),
    story("back on the day of closure", _protected, closed(0), IN_NEED),
    story("referred on the last day, no action", _protected, over(-1), NO_ACTION),
    story("referred a day late", _protected, over(0), NO_ACTION),
    story("abuse found again", _found_again, "16A", 0, 16),
    story("own mental health found", _found, "4A", 5, 16),
    story("self-harm found", _found, "15A", 8, 16),
    story("disability found", _found, "5A", 0, 16),
    story("own drug use found", _found, "2A", 12, 16),
    story("violence at home by the child found", _found, "18B", 8, 16),
    story("harm by another child found again", _found_again, "19B", 8, 16),
    story("young carer found", _found, "7A", 6, 16),
    story("sexual exploitation found again", _found_again, "11A", 11, 16),
    story("criminal exploitation found again", _found_again, "24A", 11, 16),
    story("trafficking found", _found, "12A", 11, 16),
    story("gangs found", _found, "14A", 10, 16),
    story("missing found again", _found_again, "10A", 8, 16),
    story("abuse of the child at home found", _found, "3A", 0, 16),
    story("abuse of a parent found", _found, "3B", 0, 16),
    story("in need for abuse until closure", _in_need, closed(0), "N1"),
    story("in need to this day", _in_need, never, "N4"),
    story("looked after at the assessment", _in_need, assessed(20), "N1", IN_CARE),
    story("risk lower by one", _panel,
          (("CSE", "MODERATE", assessed(-40)), ("CSE", "EMERGING", assessed(20)))),
    story("risk as it was", _panel,
          (("CSE", "EMERGING", assessed(-40)), ("CSE", "EMERGING", assessed(20)))),
    story("risk of crime gone", _panel,
          (("CCE", "EMERGING", assessed(-40)), ("CCE", "NONE", assessed(20)))),
    story("one risk lower, another higher", _panel,
          (("CCE", "MODERATE", assessed(-40)), ("TRAFFICKING", "EMERGING", assessed(-40)),
           ("CCE", "NONE", assessed(20)), ("TRAFFICKING", "MODERATE", assessed(30)))),
    story("no risk found", _panel, (("CSE", "NONE", assessed(-40)),)),
    story("adopted by Channel", _prevent, "Y"),
    story("referred to Prevent", _prevent, "N"),
    story("abuse ended", _abuse),
    story("abuse on the day before closure", _abuse, closed(-1)),
    story("abuse on the day of closure", _abuse, closed(0)),
    story("abuse on the last day", _abuse, over(-1)),
    story("abuse a day late", _abuse, over(0)),
    story("violent at home", _violent_child),
    story("violent at home again", _violent_child, closed(0)),
    story("heard at MARAC", _marac),
    story("heard at MARAC again", _marac, closed(0)),
    story("safer with an adviser", _adviser),
)  # fmt: skip
