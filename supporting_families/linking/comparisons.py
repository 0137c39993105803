"""What the linkage model compares, and which pairs it looks at.

The columns are those of `int_distinct_identities`; `is_common_forename` is added by `scores`. In every
comparison level 0 says that the two values are unlike: the negative evidence of
`int_link_candidates` reads it.
"""

from __future__ import annotations

import splink.comparison_level_library as levels
import splink.comparison_library as comparisons
from splink import block_on
from splink.internals.blocking_rule_creator import BlockingRuleCreator

# How often two people compare so, fixed where random pairs are too few to show it.
SAME_IDENTIFIER_BY_CHANCE = 1e-7
SWAPPED_BY_CHANCE = 1e-6

_SHARES_WORD = (
    "list_has_any(string_split({column}_words_l, ' '), string_split({column}_words_r, ' '))"
)
# Lengths are cheap to compare, and names that differ by two letters in length are two slips apart.
_ONE_SLIP = (
    "(abs(length({this}) - length({other})) <= 1 and damerau_levenshtein({this}, {other}) <= 1)"
)
# A letter wrong, missing or in another place; two names that many bear are two names all the same.
_ALIKE = (
    "(jaro_winkler_similarity({this}, {other}) >= 0.88"
    f" or {_ONE_SLIP})"
)
_TYPED_ALIKE = _ALIKE.format(this="{column}_l", other="{column}_r")
# Names in the wrong box are typed wrong no less often than others.
_SWAPPED = " and ".join(
    (
        "standard_surname_l <> standard_surname_r",
        _ALIKE.format(this="standard_forename_l", other="standard_surname_r"),
        _ALIKE.format(this="standard_surname_l", other="standard_forename_r"),
    )
)
# Long enough for a short form (Ben, Amelia) of a longer name (Benjamin, Amelia-Rose).
_BEGINS_ALIKE = (
    "least(length(standard_forename_l), length(standard_forename_r)) >= 3"
    " and (starts_with(standard_forename_l, standard_forename_r)"
    " or starts_with(standard_forename_r, standard_forename_l))"
)
_INITIAL = (
    "least(length(standard_forename_l), length(standard_forename_r)) = 1"
    " and left(standard_forename_l, 1) = left(standard_forename_r, 1)"
)
_DAY_AND_MONTH_SWAPPED = (
    "year(date_of_birth_l) = year(date_of_birth_r)"
    " and month(date_of_birth_l) = day(date_of_birth_r)"
    " and day(date_of_birth_l) = month(date_of_birth_r)"
)
_A_YEAR_OFF = (
    "abs(year(date_of_birth_l) - year(date_of_birth_r)) = 1"
    " and strftime(date_of_birth_l, '%m%d') = strftime(date_of_birth_r, '%m%d')"
)
_DEFAULT_IN_YEAR = (
    "year(date_of_birth_l) = year(date_of_birth_r)"
    " and (is_birth_date_weak_l or is_birth_date_weak_r)"
)
_BIRTH_DATES_DIFFER_BY = (
    "damerau_levenshtein(strftime(date_of_birth_l, '%Y%m%d'), strftime(date_of_birth_r, '%Y%m%d'))"
    " <= {edits}"
)
_IDENTIFIERS = ("upn", "nhs_number", "nino")
_ANY_SAME = " or ".join(f"coalesce({name}_l = {name}_r, false)" for name in _IDENTIFIERS)
_NONE_SHARED = " and ".join(f"({name}_l is null or {name}_r is null)" for name in _IDENTIFIERS)


def compared() -> list[comparisons.CustomComparison]:
    """The comparisons of the model, untrained."""
    return [_forename(), _surname(), _birth_date(), _address(), _sex(), _identifier()]


def blocking_rules() -> list[BlockingRuleCreator]:
    """Which pairs are looked at: those that share one of these, within one authority.

    Chosen by measured pair counts (see the training report): each finds pairs that the others
    miss, and none gives many pairs for each identity.
    """
    either_way = (
        "least(standard_forename, standard_surname)",
        "greatest(standard_forename, standard_surname)",
    )
    either_initial = (
        "least(left(standard_forename, 1), left(standard_surname, 1))",
        "greatest(left(standard_forename, 1), left(standard_surname, 1))",
    )
    day_of_year = ("month(date_of_birth)", "day(date_of_birth)")
    keys = [
        ("upn",),
        ("nhs_number",),
        ("nino",),
        ("date_of_birth", "left(standard_forename, 1)"),
        ("date_of_birth", "left(standard_surname, 2)"),
        ("date_of_birth", *either_initial),
        ("date_of_birth", "postcode"),
        either_way,
        ("standard_surname", "left(standard_forename, 1)", "year(date_of_birth)"),
        ("standard_forename", "left(standard_surname, 2)", "year(date_of_birth)"),
        ("standard_surname", "left(standard_forename, 1)", *day_of_year),
        ("standard_forename", "left(standard_surname, 2)", *day_of_year),
        ("uprn",),
        ("postcode", "standard_surname", "left(standard_forename, 1)"),
        ("postcode", "standard_forename"),
    ]
    return [block_on("authority_code", *key) for key in keys]


def _forename() -> comparisons.CustomComparison:
    column = "standard_forename"
    both_common = "is_common_forename_l and is_common_forename_r"
    alike = _TYPED_ALIKE.format(column=column)
    return comparisons.CustomComparison(
        output_column_name="forename",
        comparison_levels=[
            levels.NullLevel(column),
            levels.ExactMatchLevel(column, term_frequency_adjustments=True).configure(
                label_for_charts="Same name"
            ),
            levels.CustomLevel(_SWAPPED, "Forename and surname swapped").configure(
                u_probability=SWAPPED_BY_CHANCE, fix_u_probability=True
            ),
            levels.CustomLevel(
                f"{_SHARES_WORD.format(column='forename')} or ({_BEGINS_ALIKE})",
                "A name or its short form",
            ),
            levels.CustomLevel(f"{alike} and not ({both_common})", "Typed alike"),
            levels.CustomLevel(_INITIAL, "Initial only"),
            _unlike(),
        ],
    )


def _surname() -> comparisons.CustomComparison:
    column = "standard_surname"
    return comparisons.CustomComparison(
        output_column_name="surname",
        comparison_levels=[
            levels.NullLevel(column),
            # counted once, with the forename
            levels.CustomLevel(_SWAPPED).configure(is_null_level=True),
            levels.ExactMatchLevel(column, term_frequency_adjustments=True).configure(
                label_for_charts="Same name"
            ),
            levels.CustomLevel(
                _SHARES_WORD.format(column="surname"), "One of two names, or a former name"
            ),
            levels.CustomLevel(_TYPED_ALIKE.format(column=column), "Typed alike"),
            _unlike(),
        ],
    )


def _birth_date() -> comparisons.CustomComparison:
    same = "date_of_birth_l = date_of_birth_r"
    return comparisons.CustomComparison(
        output_column_name="date_of_birth",
        comparison_levels=[
            levels.NullLevel("date_of_birth"),
            levels.CustomLevel(f"{same} and not is_birth_date_weak_l", "Same day"),
            levels.CustomLevel(same, "Same day, and one that systems fill in"),
            levels.CustomLevel(_DAY_AND_MONTH_SWAPPED, "Day and month swapped"),
            levels.CustomLevel(_A_YEAR_OFF, "A year off"),
            levels.CustomLevel(_BIRTH_DATES_DIFFER_BY.format(edits=1), "One slip"),
            levels.CustomLevel(_DEFAULT_IN_YEAR, "First of January of the same year"),
            levels.CustomLevel(_BIRTH_DATES_DIFFER_BY.format(edits=2), "Two slips"),
            _unlike(),
        ],
    )


def _address() -> comparisons.CustomComparison:
    return comparisons.CustomComparison(
        output_column_name="address",
        comparison_levels=[
            levels.CustomLevel(
                "(postcode_l is null or postcode_r is null) and (uprn_l is null or uprn_r is null)"
            ).configure(is_null_level=True),
            levels.CustomLevel("uprn_l = uprn_r", "Same property"),
            levels.CustomLevel("postcode_l = postcode_r", "Same postcode"),
            levels.CustomLevel(
                _ONE_SLIP.format(this="postcode_l", other="postcode_r"), "Postcode but for one slip"
            ),
            levels.CustomLevel(
                "split_part(postcode_l, ' ', 1) = split_part(postcode_r, ' ', 1)", "Same district"
            ),
            _unlike(),
        ],
    )


def _sex() -> comparisons.CustomComparison:
    return comparisons.CustomComparison(
        output_column_name="sex",
        comparison_levels=[
            levels.NullLevel("sex"),
            levels.ExactMatchLevel("sex").configure(label_for_charts="Same sex"),
            _unlike(),
        ],
    )


def _identifier() -> comparisons.CustomComparison:
    """Pupil number, NHS number and National Insurance number together: one of them the same."""
    return comparisons.CustomComparison(
        output_column_name="identifier",
        comparison_levels=[
            levels.CustomLevel(_NONE_SHARED).configure(is_null_level=True),
            levels.CustomLevel(_ANY_SAME, "One identifier the same").configure(
                u_probability=SAME_IDENTIFIER_BY_CHANCE, fix_u_probability=True
            ),
            levels.ElseLevel().configure(
                label_for_charts="None the same",
                u_probability=1 - SAME_IDENTIFIER_BY_CHANCE,
                fix_u_probability=True,
            ),
        ],
    )


def _unlike() -> levels.ElseLevel:
    return levels.ElseLevel().configure(label_for_charts="Unlike")
