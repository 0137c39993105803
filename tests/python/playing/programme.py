"""The play itself: what lands, what is built and what is done at the desk, day after day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from .cast import small
from .council import AUDITOR, PREPARER, Council
from .desk import Desk, Said
from .feeds import Landing

FIRST, FIRST_AGAIN = "901-2022-23-W1-1", "901-2022-23-W1-2"
SECOND, SECOND_AGAIN = "901-2022-23-W3-1", "901-2022-23-W3-2"
THIRD = "901-2023-24-W2-1"


class Play:
    """From April 2022 to September 2023; afterwards it holds what was said on the way."""

    def __init__(self, home: Path, desk: Desk) -> None:
        self.said: dict[str, Said] = {}
        self.ledgers: list[str] = []  # as it was after each submission
        self._desk = desk
        self._landing = Landing(home)
        self._council = Council(home)
        self._police_to = "2021-06"

    def run(self) -> None:
        self._council.begins()
        self._first_submission()
        self._police_correct_themselves()
        self._second_submission()
        self._winter()
        self._third_submission()
        self._looking_back()

    def _first_submission(self) -> None:
        """The last day of the first window. The auditor fails one claim; the set is drawn anew."""
        self._it_is("2022-06-29")
        self._land(early_help="2022-06-27")
        self._desk.build()
        self._desk.draft()
        self._desk.sample()
        self._desk.find(failed="F09", issue="The note on mental health has no date")
        self._desk.sample()  # one of five failed: the rest is looked at as well
        self._desk.find()
        self._desk.must("withdraw", "--reason", "one claim failed", "--by", PREPARER)
        self._desk.build()
        self._desk.draft()
        self._desk.sample()
        self._try_to_choose_the_sample()
        self._desk.certify_and_package()
        self._submit(FIRST_AGAIN, "D-22-1")
        self._it_is("2022-08-15")
        self._desk.paid(FIRST_AGAIN, 7200)

    def _try_to_choose_the_sample(self) -> None:
        self.said["sampled again"] = self._desk.run("sample", "--by", AUDITOR)
        self.said["drafted again"] = self._desk.run("draft", "--by", PREPARER)

    def _police_correct_themselves(self) -> None:
        """Told after the claim: it is at risk, asked about, taken back, and never rewritten."""
        self._it_is("2022-09-01")
        self._land()
        self._landing.police("2022-03", date(2022, 8, 12), corrected=True)
        self.said["checked"] = self._desk.run("check")
        claim = self._desk.claim_of("F05", FIRST_AGAIN)
        self._it_is("2022-10-10")
        self._council.retires("F45", self._desk.day, "Moved to another authority")
        self._desk.of_claim("record-query", claim, "police correction")
        self._it_is("2022-10-17")
        self._council.reviews_claim("E09-1", "", "claim", "Recorded anew", self._desk.day)
        self._it_is("2022-11-14")
        self._desk.of_claim("recoup", claim, "outcome not held")

    def _second_submission(self) -> None:
        """Certified on a Friday; what the police send on the Saturday makes a family drop out.

        Drawn anew on the day before the window closes, and submitted on its last.
        """
        self._it_is("2022-12-09")
        self._land(early_help="2022-12-07", social_care="2022-12-06")
        self._desk.build()
        self._desk.draft()
        self._desk.sample()
        self._desk.find()
        self._desk.certify_and_package()
        self._it_is("2022-12-12")
        self._land()
        self._submit(SECOND, "D-22-2")
        self._it_is("2022-12-15")
        for family, other, verdict, why in (
            ("E55-1", "F07", "do_not_claim", "It is the same family"),
            ("E56-1", "F01", "claim", "The daughter has a family of her own"),
        ):
            earlier = self._desk.claim_of(other, FIRST_AGAIN)
            self._council.reviews_claim(family, earlier, verdict, why, self._desk.day)
        self._it_is("2023-01-03")
        self._desk.build()
        self._desk.draft()
        self._desk.sample()
        self._desk.find()
        self._desk.certify_and_package()
        self._it_is("2023-01-04")
        self._submit(SECOND_AGAIN, "D-23-1")

    def _winter(self) -> None:
        self._it_is("2023-02-08")
        self._council.decides_outcome("E13-1", "family", "SF21-5.1-O1", "met", self._desk.day)
        self._it_is("2023-02-20")
        self._desk.paid(SECOND_AGAIN, 3200)

    def _third_submission(self) -> None:
        """The last day of the second window of the next year."""
        self._it_is("2023-09-28")
        self._land(early_help="2023-09-26", social_care="2023-09-25")
        for number in range(1, 8):
            self._landing.attendance(f"2023-{number:02d}", date(2023, number + 1, 5))
        self._desk.build()
        self._desk.draft()
        self._desk.sample()
        self._desk.find()
        self._desk.certify_and_package()
        self._submit(THIRD, "D-23-2")

    def _looking_back(self) -> None:
        self._desk.build_what_reads("claim_ledger", "claim_certificates", "claim_checks")
        self._it_is("2023-09-30")
        self.said["reproduced"] = self._desk.run("reproduce", FIRST_AGAIN)

    def _submit(self, submission_ref: str, reference: str) -> None:
        self.said[submission_ref] = self._desk.submit(reference)
        self.ledgers.append(self._desk.ledger())

    def _it_is(self, day: str) -> None:
        self._desk.day = date.fromisoformat(day)

    def _land(self, early_help: str = "", social_care: str = "") -> None:
        """What came up to the day: police files on the 10th, and what is named."""
        for month in _months_after(self._police_to):
            year, number = map(int, month.split("-"))
            came = date(year + number // 12, number % 12 + 1, 10)
            if came > self._desk.day:
                break
            self._landing.police(month, max(came, date(2022, 4, 11)))
            self._police_to = month
        if early_help:
            self._landing.early_help(date.fromisoformat(early_help))
        if social_care:
            in_need_from = date(2022, 10, 10)
            self._landing.social_care(date.fromisoformat(social_care), small(42), in_need_from)


def _months_after(month: str) -> Iterator[str]:
    """The months after one, without end."""
    year, number = map(int, month.split("-"))
    while True:
        year, number = year + number // 12, number % 12 + 1
        yield f"{year}-{number:02d}"
