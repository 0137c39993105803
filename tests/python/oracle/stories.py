"""Evidence that a rule of the catalogue is asked about, placed on the edges of what it asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from random import Random

from oracle.catalogue import Asked, Catalogue, Rule
from oracle.days import DAY, OPEN_END, age_on, plus_length, plus_months
from oracle.model import FAMILY, Episode, Evidence, Term, Uses

MAKES_NEED = 0.9  # a story about an outcome mostly records the need as well
MAY_HAVE_IT = 0.9
RIGHT_KIND = 0.93  # role, value and permission are mostly those the rule asks for
SEVERAL = (-1, 0, 0, 0, 1)


@dataclass(frozen=True)
class Scene:
    """What a story may play in."""

    chance: Random
    catalogue: Catalogue
    version: str
    episode: Episode
    terms: list[Term]
    as_of: date
    name: str
    is_going_well: bool  # mostly needs that are met in time, so that claims come about
    numbers: Iterator[int] = field(default_factory=count)

    @property
    def assessed(self) -> date:
        return self.episode.anchor

    @property
    def closed(self) -> date | None:
        return self.episode.closed

    @property
    def support_end(self) -> date:
        return max(self.closed or self.as_of + DAY, self.assessed + DAY)

    def near(self, day: date) -> date:
        return day + DAY * self.chance.randint(-1, 1)

    def in_support(self) -> date:
        """A day on which a later need may be seen, mostly."""
        length = max((self.support_end - self.assessed).days, 1)
        return self.assessed + DAY * self.chance.choice((0, 1, length // 2, length - 1, length))

    def edge(self) -> date:
        """A day on which something of the episode turns, or one beside it."""
        days = [self.assessed, self.episode.started, self.support_end, self.as_of]
        if self.closed is not None:
            months = self.chance.choice((3, 6, 12))
            days += [self.closed, plus_months(self.closed, months)]
        return self.near(self.chance.choice(days))

    def evidence_id(self) -> str:
        return f"{self.name}.{next(self.numbers):02}"


def told(here: Scene) -> list[Evidence]:
    """What one piece of a recipe tells."""
    tellers, weights = zip(*(GOING_WELL if here.is_going_well else STORIES), strict=True)
    return here.chance.choices(tellers, weights)[0](here)


def about_need(here: Scene) -> list[Evidence]:
    """Partner data about a need."""
    needs = {need.code for need in here.catalogue.needs_of(here.version)}
    rule = _some_rule(here, needs)
    return _told(here, rule, _somebody(here, rule.target, rule)) if rule else []


def about_outcome(here: Scene) -> list[Evidence]:
    """Partner data about an outcome, of a need that was recorded."""
    outcomes = {
        code: outcome.need
        for code, outcome in here.catalogue.outcomes.items()
        if outcome.version == here.version
    }
    rule = _some_rule(here, set(outcomes))
    if rule is None:
        return []
    need = outcomes[rule.target]
    person = _somebody(here, need, rule)
    told = _told(here, rule, person)
    if here.chance.random() < MAKES_NEED:
        told.append(_need_record(here, need, _whose(here, need, person)))
    if here.chance.random() < 0.25:
        told.append(_outcome_record(here, rule.target, _whose(here, need, person)))
    return told


def about_records(here: Scene) -> list[Evidence]:
    """What a practitioner wrote down: a need, and how its outcomes stand."""
    need = here.chance.choice(here.catalogue.needs_of(here.version)).code
    person = _whose(here, need, _somebody(here, need))
    told = [_need_record(here, need, person) for _ in range(here.chance.choice((1, 1, 2)))]
    for outcome in here.catalogue.outcomes_of(need):
        for _ in range(here.chance.choice((0, 1, 1, 2))):
            told.append(_outcome_record(here, outcome.code, person))
    return told


def about_success(here: Scene) -> list[Evidence]:
    """A need of an assessment that was met in time."""
    need = here.chance.choice(here.catalogue.needs_of(here.version)).code
    person = _whose(here, need, _somebody(here, need))
    record = replace(_need_record(here, need, person), event_date=here.assessed)
    outcome = here.chance.choice(here.catalogue.outcomes_of(need)).code
    achieved_on = here.chance.choice((here.assessed, here.closed or here.as_of, here.as_of))
    return [
        record,
        replace(
            _outcome_record(here, outcome, person),
            event_date=here.as_of, period_start=achieved_on, number=1,
        ),
    ]  # fmt: skip


def about_anything(here: Scene) -> list[Evidence]:
    """Evidence of any kind at all, such as no rule may ask for."""
    kind = here.chance.choice(sorted(here.catalogue.evidence_shapes))
    shape = here.catalogue.evidence_shapes[kind]
    asked = Asked(kind, None, None)
    if shape == "recorded":
        return about_records(here)
    if shape == "state":
        return _state(here, (asked,), _somebody(here), here.edge(), here.edge())
    if shape == "event":
        return [_event(here, asked, _somebody(here), here.edge())]
    return []


def about_care(here: Scene) -> list[Evidence]:
    """Statutory care on the day of a claim, or begun after closure (R14)."""
    kinds = tuple(Asked(kind, None, None) for kind in sorted(here.catalogue.statutory_care))
    start = here.chance.choice((here.edge(), here.near(here.closed or here.as_of)))
    end = here.chance.choice((OPEN_END, here.near(here.as_of), start + DAY))
    return _state(here, kinds, _somebody(here), start, end)


STORIES = (
    (about_outcome, 40), (about_need, 28), (about_success, 17), (about_records, 11),
    (about_care, 2), (about_anything, 2),
)  # fmt: skip
GOING_WELL = ((about_success, 90), (about_outcome, 5), (about_care, 3), (about_anything, 2))


def _some_rule(here: Scene, targets: set[str]) -> Rule | None:
    rules = [
        rule
        for rule in here.catalogue.rules.values()
        if rule.target in targets and rule.shape != "recorded"
    ]
    if not rules:
        return None
    # shapes first, so that rare ones come as often
    shape = here.chance.choice(sorted({rule.shape for rule in rules}))
    return here.chance.choice([rule for rule in rules if rule.shape == shape])


def _somebody(here: Scene, need: str | None = None, rule: Rule | None = None) -> str:
    """A person of the episode, mostly one who can have the need and of whom the rule is asked."""
    people = here.episode.people
    if need is not None and here.chance.random() < MAY_HAVE_IT:
        scope = here.catalogue.needs[need].scope
        is_adult = {"child": (False,), "adult": (True,)}.get(scope, (False, True))
        people = [
            person
            for person in people
            if ((age := age_on(person.born, here.assessed) or 0) >= 18) in is_adult
            and (rule is None or rule.admits(age))
        ] or people
    return here.chance.choice([person.key for person in people])


def _whose(here: Scene, need: str, person: str) -> str | None:
    """Whom a record names: mostly the right one, sometimes the family, a stranger, or nobody."""
    if here.chance.random() < RIGHT_KIND:
        is_of_family = here.catalogue.needs[need].scope == FAMILY
        return FAMILY if is_of_family and here.chance.random() < 0.6 else person
    return here.chance.choice((FAMILY, "a stranger", None))


def _need_record(here: Scene, need: str, person: str | None) -> Evidence:
    day = here.chance.choice((here.assessed, here.assessed, here.edge(), here.in_support()))
    return _record(here, "need_recorded", need, person, day)


def _outcome_record(here: Scene, outcome: str, person: str | None) -> Evidence:
    days = (here.assessed, here.closed or here.as_of, here.as_of, here.edge())
    record = _record(here, "outcome_recorded", outcome, person, here.near(here.chance.choice(days)))
    number = here.chance.choice((1, 1, 1, 0, None))
    achieved_on = here.chance.choice((*days, None)) if number == 1 else None
    return replace(record, number=number, period_start=achieved_on)


def _record(
    here: Scene, kind: str, code: str, person: str | None, day: date
) -> Evidence:  # fmt: skip
    refs = [part.ref for part in here.episode.parts]
    filed = here.chance.choice(refs) if here.chance.random() < RIGHT_KIND else "another case"
    return Evidence(
        evidence_id=here.evidence_id(),
        evidence_type=kind,
        feed="early_help",
        person=person,
        event_date=day,
        text=code,
        filed_under=filed,
        # not in the order of the days
        record_id=f"{here.chance.randint(0, 9)}-{here.name}-{next(here.numbers)}",
        uses=_uses(here),
    )


def _uses(here: Scene) -> Uses:
    if here.chance.random() < 0.96:
        return Uses()
    return here.chance.choice((Uses(False, True), Uses(True, False), Uses(False, False)))


def _piece(here: Scene, asked: Asked, person: str) -> Evidence:
    """Evidence of a kind, mostly as asked and of the person."""
    is_right = here.chance.random() < RIGHT_KIND
    if here.chance.random() > RIGHT_KIND:
        person = _somebody(here)
    roles = ("subject", "perpetrator", "victim", "child_present")
    return Evidence(
        evidence_id=here.evidence_id(),
        evidence_type=asked.evidence_type,
        feed=here.chance.choice(here.catalogue.evidence_feeds[asked.evidence_type]),
        person=person,
        text=asked.value if is_right else here.chance.choice((None, "OTHER")),
        role=(asked.role or "subject") if is_right else here.chance.choice(roles),
        uses=_uses(here),
    )


def _event(here: Scene, asked: Asked, person: str, day: date) -> Evidence:
    return replace(_piece(here, asked, person), event_date=day)


def _state(
    here: Scene, kinds: tuple[Asked, ...], person: str, start: date, end: date
) -> list[Evidence]:
    """A state; sometimes as two that touch, overlap or leave a day between them."""
    if start >= end:
        return []

    def state(first: date) -> Evidence:
        piece = _piece(here, here.chance.choice(kinds), person)
        return replace(piece, period_start=first, period_end=end)

    whole = state(start)
    length = ((here.as_of if end == OPEN_END else end) - start).days
    if length < 3 or here.chance.random() < 0.5:
        return [whole]
    middle = start + DAY * here.chance.randint(1, length - 1)
    gap = here.chance.choice((0, 0, 1, -1, -length))  # minus: the first goes on into the second
    first_end = max(min(middle - DAY * gap, end), start + DAY)
    return [replace(whole, period_end=first_end), state(middle)]


def _told(here: Scene, rule: Rule, person: str) -> list[Evidence]:
    return TELLERS[rule.shape](here, rule, person)


def _asked(here: Scene, rule: Rule) -> Asked:
    return here.chance.choice(rule.asked)


def _events(here: Scene, rule: Rule, person: str, days: list[date]) -> list[Evidence]:
    """Something of the rule on each day: an event, or a state that holds on it or ends before."""
    told = []
    for day in days:
        asked = _asked(here, rule)
        if here.catalogue.evidence_shapes[asked.evidence_type] != "state":
            told.append(_event(here, asked, person, day))
            continue
        start = day - DAY * here.chance.choice((0, 1, 50, 300))
        end = here.chance.choice((day, day + DAY, OPEN_END))
        told += _state(here, (asked,), person, start, end)
    return told


def _length_before(here: Scene, rule: Rule, day: date) -> date:
    """The last day before a window up to a day."""
    if rule.unit == "terms":
        begun = [term for term in here.terms if term.covers_from <= day]
        return begun[-min(rule.window, len(begun))].covers_from - DAY if begun else day
    return plus_length(day, -(rule.window or 12), rule.unit or "months")


def _inside(here: Scene, first: date, last: date, how_many: int) -> list[date]:
    """Days from first to last, many of them on the edges."""
    length = max((last - first).days, 0)
    return [
        first + DAY * here.chance.choice((0, length, here.chance.randint(0, length)))
        for _ in range(how_many)
    ]


def _days_in_window(here: Scene, rule: Rule, day: date, how_many: int) -> list[date]:
    """Days in the window up to a day, or beside its edges."""
    before = _length_before(here, rule, day)
    days = _inside(here, before + DAY, day, how_many)
    return [here.chance.choice((one, one, one, before, day + DAY)) for one in days]


def _how_many(here: Scene, rule: Rule) -> int:
    return max((rule.min_count or 1) + here.chance.choice(SEVERAL), 0)


def _count_in_window(here: Scene, rule: Rule, person: str) -> list[Evidence]:
    if rule.window is None:  # of an outcome: from the assessment on
        how_many = _how_many(here, rule)
        days = [here.chance.choice((here.edge(), here.in_support())) for _ in range(how_many)]
        return _events(here, rule, person, days)
    last = here.chance.choice((here.assessed, here.in_support()))
    days = _days_in_window(here, rule, last, _how_many(here, rule))
    return _events(here, rule, person, [*days, last] if here.chance.random() < 0.5 else days)


def _sustain_days(here: Scene, rule: Rule) -> list[date]:
    """Days on and beside the edges of the window that starts at closure."""
    closed = here.closed or here.as_of
    end = plus_length(closed, rule.window, rule.unit)
    return [closed - DAY, closed, closed + DAY, end - DAY, end, here.as_of, here.as_of + DAY]


def _absence_in_window(here: Scene, rule: Rule, person: str) -> list[Evidence]:
    if rule.unit == "terms":
        since = [term for term in here.terms if term.ends_on >= here.assessed][: rule.window + 2]
        days = [day for term in since for day in (term.starts_on, term.ends_on)] or [here.as_of]
        days = [here.near(day) for day in days]
    else:
        days = _sustain_days(here, rule)
    how_many = here.chance.choice((0, 0, (rule.min_count or 1) - 1, rule.min_count or 1))
    return _events(here, rule, person, [here.chance.choice(days) for _ in range(how_many)])


def _reduction(here: Scene, rule: Rule, person: str) -> list[Evidence]:
    base = here.chance.choice((0, 1, 2, 3, 5, 6, 10))
    still_good = int(base * (100 - rule.threshold) / 100)
    after = max(still_good + here.chance.choice(SEVERAL), 0)
    before, closed = _length_before(here, rule, here.assessed), here.closed or here.as_of
    end = plus_length(closed, rule.window, rule.unit)
    beside = here.chance.choice(([], [], [before], [closed - DAY], [end], [here.as_of + DAY]))
    days = [
        *_inside(here, before + DAY, here.assessed, base),
        *_inside(here, closed, min(end - DAY, here.as_of), after),
        *beside,
    ]
    return _events(here, rule, person, days)


def _spell(here: Scene, rule: Rule, person: str) -> list[Evidence]:
    """A state that is just long enough on some day, or just not."""
    last = here.chance.choice((here.assessed, here.in_support(), here.as_of, here.edge()))
    start = here.near(plus_length(last, -rule.window, rule.unit))
    end = here.chance.choice((OPEN_END, here.near(last), last + 60 * DAY))
    return _state(here, rule.asked, person, start, end)


def _state_at_date(here: Scene, rule: Rule, person: str) -> list[Evidence]:
    start = here.chance.choice((here.near(here.assessed), here.in_support(), here.edge()))
    back = start - DAY * here.chance.choice((0, 1, 40, 400))
    end = here.chance.choice((OPEN_END, here.near(here.assessed), start + DAY, here.edge()))
    return _state(here, rule.asked, person, here.chance.choice((start, back)), end)


def _state_throughout(here: Scene, rule: Rule, person: str) -> list[Evidence]:
    closed = here.closed or here.as_of
    start = here.chance.choice((here.near(closed), here.assessed, closed - 30 * DAY))
    end = plus_length(closed, rule.window, rule.unit)
    end = here.chance.choice((OPEN_END, here.near(end), end + 9 * DAY))
    return _state(here, rule.asked, person, start, end)


def _ratio_over_terms(here: Scene, rule: Rule, person: str) -> list[Evidence]:
    """Sessions of runs of terms about the assessment, pooled on the threshold or beside it."""
    starts = [index for index, term in enumerate(here.terms) if term.ends_on <= here.as_of]
    about = sum(term.ends_on < here.assessed for term in here.terms)
    first = max(about - rule.window - here.chance.randint(0, 1), 0)
    indexes = [index for index in starts if index >= first]
    if here.chance.random() < 0.5:
        indexes = indexes[: rule.window + 2]
    told = []
    for at in range(0, len(indexes), rule.window):
        run = [here.terms[index] for index in indexes[at : at + rule.window]]
        told += _sessions(here, rule, person, run)
    dropped = here.chance.choice((0, 0, 0, 1))
    return told[: len(told) - dropped] if dropped else told


def _sessions(here: Scene, rule: Rule, person: str, terms: list[Term]) -> list[Evidence]:
    possible = [here.chance.choice((100, 130, 3333, 5000)) for _ in terms]
    if here.chance.random() < 0.04:
        possible[0] = 0
    edge = -(-int(rule.threshold * sum(possible)) // 100)  # the fewest that are not below
    counted = min(max(edge + here.chance.choice((-1, -1, 0, 0, 1, -40, 40)), 0), sum(possible))
    told = []
    for term, base in zip(terms, possible, strict=True):
        number = min(counted, base) if term is not terms[-1] else min(max(counted, 0), base)
        counted -= number
        piece = _piece(here, _asked(here, rule), person)
        told.append(
            replace(
                piece,
                period_start=term.starts_on,
                period_end=term.ends_on + DAY,
                number=number,
                base=base,
            )
        )
    return told


def _measured(here: Scene, rule: Rule) -> list[tuple[Asked, object]]:
    """The measures a rule asks for, with a kind of evidence that names each."""
    return [
        (Asked(kind.evidence_type, kind.role, measure.value), measure)
        for kind in rule.asked
        for measure in here.catalogue.measures.values()
        if measure.evidence_type == kind.evidence_type and kind.value in (None, measure.value)
    ]


def _score(here: Scene, asked: Asked, person: str, day: date, number: int) -> Evidence:
    return replace(_event(here, asked, person, day), number=number)


def _score_at_cutoff(here: Scene, rule: Rule, person: str) -> list[Evidence]:
    asked, measure = here.chance.choice(_measured(here, rule))
    limit = int(measure.cut_off if measure.cut_off is not None else 10)
    days = _days_in_window(here, rule, here.assessed, here.chance.choice((1, 2, 2)))
    if here.chance.random() < 0.4:
        days.append(here.in_support())
    return [_score(here, asked, person, day, limit + here.chance.randint(-1, 1)) for day in days]


def _change_on_measure(here: Scene, rule: Rule, person: str) -> list[Evidence]:
    told = []
    for _ in range(here.chance.choice((1, 1, 2))):
        asked, measure = here.chance.choice(_measured(here, rule))
        step = int(measure.reliable_change if measure.reliable_change is not None else 5)
        first = here.chance.randint(step + 1, step + 20)
        days = _days_in_window(here, rule, here.assessed, here.chance.choice((0, 1, 2)))
        told += [_score(here, asked, person, day, first) for day in days]
        for _ in range(here.chance.choice((0, 1, 1, 2, 3))):
            change = here.chance.choice((-1, 1, 1)) * (step + here.chance.randint(-1, 1))
            number = first + change if measure.higher_is_better else first - change
            day = here.chance.choice((here.in_support(), here.edge(), here.as_of))
            told.append(_score(here, asked, person, day, number))
    return told


def _off_roll(here: Scene, rule: Rule, person: str) -> list[Evidence]:
    left_on = here.chance.choice(_days_in_window(here, rule, here.assessed, 3))
    told = [_event(here, Asked("left_roll", None, None), person, left_on)]
    if here.chance.random() < 0.6:
        census = min(here.near(here.chance.choice((left_on, here.assessed))), here.as_of)
        entered = here.chance.choice((left_on, here.near(here.assessed), left_on - 90 * DAY))
        told.append(
            replace(
                _piece(here, Asked("on_roll", None, None), person),
                period_start=entered,
                period_end=max(census, entered) + DAY,
            )
        )
    return told


TELLERS: dict[str, Callable[[Scene, Rule, str], list[Evidence]]] = {
    "count_in_window": _count_in_window,
    "ratio_over_terms": _ratio_over_terms,
    "state_at_date": _state_at_date,
    "spell_of_length": _spell,
    "state_throughout": _state_throughout,
    "score_at_cutoff": _score_at_cutoff,
    "change_on_measure": _change_on_measure,
    "reduction_against_baseline": _reduction,
    "absence_in_window": _absence_in_window,
    "off_roll": _off_roll,
}
