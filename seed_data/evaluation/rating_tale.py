"""Tells the ratings of a seeded quarter: how satisfied citizens are with each project, who was reached and how."""

from datetime import date, datetime, timedelta

import numpy as np

from glossary import FollowUpResult, RatingSource, RatingStage
from seed_data.evaluation import voices
from seed_data.evaluation.judging import CONTRADICTION
from seed_data.evaluation.quarter import SeededQuarter
from seed_data.evaluation.rating import Rating, shown
from seed_data.evaluation.subjects import Subject
from seed_data.evaluation.terms import LAST_DAY

LEVELS = tuple(FollowUpResult)[:5]
BOUNDS = (90.0, 68.0, 42.0, 14.0)  # of what a citizen feels, between two levels
STAGES = tuple(RatingStage)
SPREAD, STAFF = 21.0, 0.13  # of feelings about one project; share reached by call or visit
# 2025Q3: nobody rated one project, few were reached for two, three people answered about another.
EVENTFUL, SILENT, FEW = 3, "XM-2025-0025", "XM-2025-0031"
BARELY = frozenset({"XM-2025-0019", "XM-2025-0027"})
STUFFED, VILLAGE = "XM-2025-0028", "XM-2025-0029"
STUFFED_VOTES, DEVICES = 200, 3


def tell(quarter: SeededQuarter, secret: bytes, seed: int) -> None:
    """Everything about the ratings is planned; it happens when the book runs."""
    _Tale(quarter, Rating(quarter, secret), np.random.default_rng([seed, quarter.term.number, 5])).plan()


class _Tale:
    def __init__(self, quarter: SeededQuarter, rating: Rating, chance: np.random.Generator) -> None:
        self.quarter, self.rating, self.chance = quarter, rating, chance
        self.term, self.clock, self.book = quarter.term, quarter.clock, quarter.book
        self.is_eventful = self.term.number == EVENTFUL
        last = self.term.ratings_until if self.term.published else LAST_DAY
        start, end = date.fromisoformat(self.term.starts), date.fromisoformat(last)
        # Two files: half way, and on the last day but one.
        self.imports = [self._working(start + (end - start) / 2), self._working(end - timedelta(days=1))]
        self.batches: list[list[dict]] = [[], []]

    def _working(self, day: date) -> str:
        while not self.clock.is_working(day):
            day -= timedelta(days=1)
        return day.isoformat()

    def plan(self) -> None:
        for subject in self.quarter.projects:
            felt = np.random.default_rng([int(subject.number[-4:]), 17]).normal(80, 6) + self.term.number
            felt = 61.0 if subject.number == CONTRADICTION else felt
            for stage in STAGES[: STAGES.index(self.quarter.reached[subject.number]) + 1]:
                self._stage(subject, stage, felt)
        if self.is_eventful:
            self._stuff()
            self._village()
        for place, day in enumerate(self.imports):
            self.book.later(self.clock.at(day, 300), lambda at, place=place: self._import(place, at))

    def _stage(self, subject: Subject, stage: RatingStage, felt: float) -> None:
        invited, raters = self._reached(subject, stage)
        if not invited:
            return
        at = self.clock.between(self.term.starts, self.imports[0], self.chance.uniform(0.02, 0.4))
        self.book.later(at, lambda at: self.rating.count_invited(subject, stage, invited, at))
        people = self.chance.choice(90, size=raters, replace=False)
        for person in people.tolist():
            self._vote(subject, stage, f"140{subject.number[-4:]}{person:04d}", felt)

    def _reached(self, subject: Subject, stage: RatingStage) -> tuple[int, int]:
        """How many were asked about a stage, and how many answered."""
        invited = int(self.chance.integers(24, 64))
        share = self.chance.uniform(0.25, 0.55) * (1.0 if self.term.published else 0.5)
        if self.is_eventful and subject.number == SILENT:
            return invited, 0
        if self.is_eventful and subject.number == FEW:
            return (9, 3) if stage is RatingStage.HANDLING else (0, 0)
        if self.is_eventful and subject.number in BARELY:
            return 60, 4
        return invited, max(2, int(invited * share))

    def _vote(self, subject: Subject, stage: RatingStage, who: str, felt: float) -> None:
        feeling = self.chance.normal(felt, SPREAD)
        level = LEVELS[sum(feeling < bound for bound in BOUNDS)]
        remark = ""
        if self.chance.random() < 0.15:
            said = voices.SAID[level]
            remark = said[int(self.chance.random() * len(said))]
        about = {"subject": subject, "stage": stage, "who": who, "level": level, "remark": remark}
        if self.chance.random() < STAFF:
            self._call(about)
        else:
            self._write(about)

    def _call(self, about: dict) -> None:
        """Asked by the office, and written down a little later."""
        at = self.clock.between(self.term.starts, self.imports[1], self.chance.uniform(0.05, 0.85))
        source = RatingSource.PHONE if self.chance.random() < 0.7 else RatingSource.VISIT
        of_source = about["subject"].suggestion_id if self.chance.random() < 0.1 else None
        told = {**about, "source": source, "suggestion_id": of_source}

        def act(at: datetime) -> None:
            self.rating.record(**told, rated_at=shown(at) - timedelta(minutes=12), at=at)

        self.book.later(at, act)

    def _write(self, about: dict) -> None:
        """Answered by the citizen, and imported with the next file."""
        place = int(self.chance.random() < 0.5)
        first = date.fromisoformat(self.term.year_day if place == 0 else self.imports[0])
        last = date.fromisoformat(self.imports[place])
        day = first + timedelta(days=int(self.chance.integers(0, max((last - first).days, 1))))
        minute = int(self.chance.integers(7 * 60, 22 * 60))
        source = (RatingSource.SMS, RatingSource.TRACKING_PAGE, RatingSource.IMPORTED)[int(self.chance.integers(0, 3))]
        seconds = None if source is RatingSource.IMPORTED else float(self.chance.integers(6, 95))
        device = f"手机-{about['who']}" if source is RatingSource.TRACKING_PAGE else None
        when = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
        self.batches[place].append({**about, "source": source, "rated_at": when, "device": device, "seconds": seconds})

    def _import(self, place: int, at: datetime) -> None:
        rows = sorted(self.batches[place], key=lambda each: each["rated_at"])
        self.rating.bring_in(f"{self.term.quarter}群众评议第{place + 1}批.xlsx", rows, at)

    def _stuff(self) -> None:
        """Two hundred best votes from three devices in one night; found when they are imported, confirmed later."""
        subject = self._subject(STUFFED)
        night = datetime.combine(date.fromisoformat("2025-10-11"), datetime.min.time()) + timedelta(hours=22)
        votes = [
            {
                "subject": subject, "stage": RatingStage.HANDLING, "who": f"1409028{person:04d}",
                "level": FollowUpResult.VERY_SATISFIED, "remark": "", "source": RatingSource.TRACKING_PAGE,
                "rated_at": night + timedelta(minutes=int(person * 110 / STUFFED_VOTES)),
                "device": f"平板-{person % DEVICES}", "seconds": float(self.chance.integers(2, 7)),
            }
            for person in range(STUFFED_VOTES)
        ]  # fmt: skip
        rows: list[dict] = []
        self.book.later(
            self.clock.at("2025-10-13", 60),
            lambda at: rows.extend(self._bring("群众查询页评议（10月11日）.xlsx", votes, at)),
        )
        self.book.later(self.clock.at("2025-10-15", 200), lambda at: self.rating.confirm(rows, voices.CONFIRMED, at))

    def _village(self) -> None:
        """Four people on the village's computer: held like any crowded device, then released; and a slip of the pen."""
        subject, level = self._subject(VILLAGE), FollowUpResult.SATISFIED
        day = datetime.combine(date.fromisoformat("2025-09-25"), datetime.min.time())
        about = {"subject": subject, "stage": RatingStage.HANDLING, "level": level, "remark": ""}
        votes = [
            {**about, "who": f"1409029{person:04d}", "source": RatingSource.TRACKING_PAGE, "device": "便民电脑",
             "rated_at": day + timedelta(hours=9 + person), "seconds": 30.0 + person}
            for person in range(4)
        ]  # fmt: skip
        rows: list[dict] = []
        self.book.later(
            self.clock.at("2025-09-26", 100), lambda at: rows.extend(self._bring("驻村坐诊现场评议.xlsx", votes, at))
        )
        self.book.later(self.clock.at("2025-09-28", 60), lambda at: self.rating.release(rows, voices.RELEASED, at))
        self.book.later(self.clock.at("2025-09-29", 90), lambda at: self._slip(subject, at))

    def _slip(self, subject: Subject, at: datetime) -> None:
        told = {"stage": RatingStage.HANDLING, "who": "14090299999", "level": FollowUpResult.SATISFIED, "remark": ""}
        told |= {"source": RatingSource.PHONE, "suggestion_id": None, "rated_at": shown(at) - timedelta(minutes=9)}
        row = self.rating.record(subject, **told, at=at)
        self.book.later(
            self.clock.at("2025-09-30", 45), lambda at: self.rating.withdraw(subject, row, voices.WITHDRAWN, at)
        )

    def _bring(self, file_name: str, votes: list[dict], at: datetime) -> list[dict]:
        return self.rating.bring_in(file_name, votes, at)

    def _subject(self, number: str) -> Subject:
        return next(each for each in self.quarter.projects if each.number == number)
