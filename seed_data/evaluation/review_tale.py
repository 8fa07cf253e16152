"""Tells the rounds of a seeded quarter: who sits down when, who is late, who steps back, who is asked for reasons."""

from collections.abc import Iterable
from datetime import datetime

import numpy as np

from glossary import Relation
from seed_data.evaluation import remarks
from seed_data.evaluation.quarter import Seat, SeededQuarter
from seed_data.evaluation.reviewing import Reviewing
from seed_data.evaluation.roster import JUDGES
from seed_data.evaluation.terms import LAST_DAY, Round

INTERESTS = (Relation.KINSHIP, Relation.PAID, Relation.OTHER)
# The quarter in which a review was returned, a pair recused after its marks, and reasons were asked for.
EVENTFUL = 3
UNHURRIED, IDLE = 4, 3  # in the open quarter: experts who have half done, and who have not begun
SUBMITTED, DECLARED = 4, 3  # of the demonstration account's own projects there


def tell(quarter: SeededQuarter, seed: int) -> Reviewing:
    """Everything of the rounds is planned; it happens when the book runs."""
    tale = _Tale(Reviewing(quarter, seed), quarter)
    tale.plan()
    return tale.reviewing


class _Tale:
    def __init__(self, reviewing: Reviewing, quarter: SeededQuarter) -> None:
        self.reviewing, self.quarter = reviewing, quarter
        self.book, self.clock, self.term = quarter.book, quarter.clock, quarter.term
        self.chance = reviewing.chance
        own = JUDGES[0].account_id
        free = [seat for seat in quarter.seats if seat not in reviewing.absent and seat.judge.account_id != own]
        chosen = self.chance.choice(len(free), size=3, replace=False)
        self.interests = {free[int(place)]: INTERESTS[i] for i, place in enumerate(chosen)}
        self.returned: set[Seat] = set()

    def plan(self) -> None:
        for number, each in enumerate(self.term.rounds, start=1):
            self.book.later(self.clock.at(each.opens, 25), lambda at, each=each, n=number: self._begin(n, each, at))

    def _begin(self, number: int, each: Round, at: datetime) -> None:
        if not self.reviewing.due_in(number):
            return
        self.reviewing.open(number, each, at)
        members: dict[int, list[Seat]] = {}
        for seat in self.reviewing.members[number]:
            if not seat.is_recused:
                members.setdefault(seat.judge.account_id, []).append(seat)
        for account in sorted(members):
            seats = sorted(members[account], key=lambda seat: seat.row["position"])
            self._sit_down(number, each, seats)
        if each.closes:
            self.book.later(self.clock.at(each.closes, 40), lambda at: self._end(number, at))
        if not each.closes:
            self.book.later(self.clock.at(LAST_DAY, 150), self.reviewing.remind)
        elif number == 1:
            self.book.later(self.clock.at(each.due, 30), self.reviewing.remind)

    def _sit_down(self, number: int, each: Round, seats: list[Seat]) -> None:
        """One expert's work: project after project in the order drawn for this expert, at an own time and pace."""
        is_own_open = not each.closes and seats[0].judge is JUDGES[0]
        last = each.due if each.closes else LAST_DAY
        starts, ends = self.clock.opens(each.opens) + 60, self.clock.opens(last) + 120
        begins = starts + int(self.chance.uniform(0, 0.6) * (ends - starts))
        pace = int(min(self.chance.uniform(18, 45), (ends - begins) / (len(seats) + 1)))
        if is_own_open:
            self._half_done(seats, begins, pace)
            return
        done = self._so_many(each, seats)
        for place, seat in enumerate(seats[:done]):
            at = begins + place * pace
            if number == 1:
                self.book.later(self.clock.at_minute(at), lambda at, seat=seat: self._declare(seat, at))
            if seat not in self.reviewing.absent or number > 1:
                self.book.later(self.clock.at_minute(at + pace // 2), lambda at, seat=seat: self._review(seat, at))

    def _so_many(self, each: Round, seats: list[Seat]) -> int:
        """In the open round some experts are not as far as others."""
        if each.closes:
            return len(seats)
        place = [judge.account_id for judge in JUDGES].index(seats[0].judge.account_id)
        if place % 10 in (4,) or place in (17, 29)[: UNHURRIED - 3]:
            return len(seats) // 2
        return 0 if place in (8, 19, 27)[:IDLE] else len(seats)

    def _half_done(self, seats: list[Seat], begins: int, pace: int) -> None:
        """The demonstration account: some submitted, some declared, one refused, the rest not looked at."""
        refused = seats[SUBMITTED + DECLARED]
        for place, seat in enumerate(seats[: SUBMITTED + DECLARED]):
            at = begins + place * pace
            self.book.later(self.clock.at_minute(at), lambda at, s=seat: self.reviewing.declare(s, Relation.NONE, at))
            if place < SUBMITTED:
                self.book.later(self.clock.at_minute(at + pace // 2), lambda at, s=seat: self._review(s, at))
        at = self.clock.at_minute(begins + len(seats) * pace)
        self.book.later(at, lambda at: self.reviewing.declare(refused, Relation.PAID, at))

    def _declare(self, seat: Seat, at: datetime) -> None:
        self.reviewing.declare(seat, self.interests.get(seat, Relation.NONE), at)

    def _review(self, seat: Seat, at: datetime) -> None:
        if seat.is_recused:
            return
        if seat.row["declared_at"] is None:
            self.reviewing.declare(seat, Relation.NONE, at)
        if seat in self.reviewing.abstaining:
            reason = remarks.ABSTAINED[seat.row["id"] % len(remarks.ABSTAINED)]
            self.reviewing.abstain(seat, reason, at)
            return
        from_file = seat.judge.account_id % 9 == 0
        self.reviewing.submit(seat, self.reviewing.marks_of(seat, self.chance), at, from_file=from_file)
        if self.term.number == EVENTFUL and self.reviewing.number == 1 and not self.returned:
            self._return(seat, at)

    def _return(self, seat: Seat, at: datetime) -> None:
        """The first review of the eventful quarter had its lines mixed up."""
        self.returned.add(seat)
        day = self.term.rounds[0]
        self.book.later(self.clock.between(day.opens, day.due, 0.7), lambda at: self.reviewing.give_back(seat, at))
        self.book.later(self.clock.between(day.opens, day.due, 0.8), lambda at: self._review(seat, at))

    def _end(self, number: int, at: datetime) -> None:
        self.reviewing.close(at)
        if self.term.number != EVENTFUL or number != 1:
            return
        day = self.term.rounds[0].closes
        low, high = self._furthest()
        recused = next(seat for seat in self._counted(1) if seat not in (low, high) and seat.judge.leaning < -10)
        self.book.later(self.clock.at(day, 120), lambda at: self.reviewing.recuse(recused, at))
        for which, seat in enumerate((low, high)):
            self.book.later(self.clock.at(day, 150 + which * 10), lambda at, w=which, s=seat: self._ask(s, w, at))

    def _ask(self, seat: Seat, which: int, at: datetime) -> None:
        answer = self.reviewing.ask_reason(seat, 1, which, at)
        self.book.later(self.clock.at(self.term.rounds[1].opens, 200 + 90 * which), answer)

    def _counted(self, number: int) -> Iterable[Seat]:
        given = self.reviewing.given[number]
        return [seat for seat, each in given.items() if each.marks is not None and not seat.is_recused]

    def _furthest(self) -> tuple[Seat, Seat]:
        """Who lies furthest below and above the own panel's median."""

        def off(seat: Seat) -> float:
            median = self.reviewing.medians[1, seat.panel, seat.subject.number]
            return float(np.mean(self.reviewing.given[1][seat].marks - median))

        found = sorted(self._counted(1), key=off)
        return found[0], found[-1]
