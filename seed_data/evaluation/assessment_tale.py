"""Tells the third party's work in a seeded quarter, and what departments and the leader say beside the scores."""

from datetime import datetime

import numpy as np

from data_access.evaluation_defaults import INDICATORS
from glossary import IndicatorDirection, ObjectionOutcome, ProjectState, ValueKind, WorkStep
from seed_data.bank.people import LEADER, handler_of
from seed_data.evaluation import voices
from seed_data.evaluation.assessing import Assessing, Said
from seed_data.evaluation.judging import quality
from seed_data.evaluation.quarter import SeededQuarter
from seed_data.evaluation.subjects import Subject
from seed_data.evaluation.terms import LAST_DAY

UNITS_IN_WHOLES = ("天", "次")
# Quarter → number of the project nobody was asked to assess.
NOT_ASSESSED = {"2025Q2": "XM-2025-0021"}
INCOMPLETE, LATE = "XM-2025-0032", "XM-2025-0015"
# (quarter, project, indicator's place, outcome): objections, in the open quarter without an answer.
OBJECTIONS = (
    ("2025Q2", "XM-2025-0010", 8, ObjectionOutcome.UPHELD),
    ("2025Q3", "XM-2025-0009", 7, ObjectionOutcome.UPHELD),
    ("2025Q3", "XM-2025-0014", 2, ObjectionOutcome.CORRECTED),
    ("2025Q4", "XM-2025-0016", 4, None),
)
COMMENTED = {"2025Q1": ("XM-2025-0001", "XM-2025-0006"), "2025Q2": ("XM-2025-0002", "XM-2025-0009", "XM-2025-0011"),
             "2025Q3": ("XM-2025-0011", "XM-2025-0006", "XM-2025-0003", "XM-2025-0009", "XM-2025-0014",
                        "XM-2025-0019", "XM-2025-0030", "XM-2025-0028")}  # fmt: skip
SUMMARISED = 0.88  # of the projects have a 自评


def tell(quarter: SeededQuarter, seed: int) -> None:
    """Everything is planned; it happens when the book runs."""
    _Tale(quarter, np.random.default_rng([seed, quarter.term.number, 7])).plan()


class _Tale:
    def __init__(self, quarter: SeededQuarter, chance: np.random.Generator) -> None:
        self.quarter, self.chance = quarter, chance
        self.term, self.clock, self.book = quarter.term, quarter.clock, quarter.book
        self.assessing = Assessing(quarter)
        self.is_open = not self.term.published

    def plan(self) -> None:
        subjects = [each for each in self.quarter.projects if NOT_ASSESSED.get(self.term.quarter) != each.number]
        self.book.later(self.clock.at(self.term.seated, 200), lambda at: self.assessing.assign(subjects, at))
        for place, subject in enumerate(subjects):
            share = (place + self.chance.uniform(0.1, 0.9)) / len(subjects)
            if self.is_open:
                self._open(subject, share)
            else:
                self._whole(subject, share)
        for subject in self.quarter.projects:
            self._say(subject)
        for place, number in enumerate(COMMENTED.get(self.term.quarter, ())):
            self._comment(number, place)

    def _whole(self, subject: Subject, share: float) -> None:
        """Recorded, submitted, looked at by its departments; perhaps objected to."""
        first = 0.15 + 0.7 * share
        said, method = self._values(subject), self._method()
        due = self.term.assessment_due_on
        at = self.clock.between(self.term.starts, due, first)
        self.book.later(at, lambda at: self.assessing.record(subject, said, at, method=method))
        at = self.clock.between(self.term.starts, due, first + 0.05)
        self.book.later(at, lambda at: self.assessing.submit(subject, at))
        self._looked_at(subject, said)
        if self.term.quarter == "2025Q3" and subject.number == LATE:
            late = Said(6, ValueKind.PROVIDED, 96.0, "验收报告 2 份，结论齐全。", voices.PROVIDED_LATE)
            self.book.later(self.clock.at("2025-10-22", 100), lambda at: self.assessing.record(subject, [late], at))

    def _looked_at(self, subject: Subject, said: list[Said]) -> None:
        due, until = self.term.assessment_due_on, self.term.objection_until
        for code in subject.departments:
            at = self.clock.between(due, until, self.chance.uniform(0.25, 0.6))
            self.book.later(at, lambda at, code=code: self.assessing.confirm(subject, code, at))
        for place, (quarter, number, indicator, outcome) in enumerate(OBJECTIONS):
            if (quarter, number) == (self.term.quarter, subject.number):
                at = self.clock.between(due, until, 0.2)
                told = (subject, said[indicator], voices.OBJECTIONS[place], outcome)
                self.book.later(at, lambda at, told=told: self._object(*told, at))

    def _object(self, subject: Subject, said: Said, content: str, outcome: ObjectionOutcome, at: datetime) -> None:
        """Said, looked into, answered, and the answer read."""
        due, until = self.term.assessment_due_on, self.term.objection_until
        made = self.assessing.object(subject, said.place, content, at)
        if outcome is ObjectionOutcome.CORRECTED:
            value = round(min((said.value or 80.0) + 6.0, 100.0), 1)
            new = Said(said.place, ValueKind.PROVIDED, value, said.evidence, voices.CORRECTED)
            again = self.clock.between(due, until, 0.65)
            self.book.later(again, lambda at: self.assessing.correct(subject, new, made, at))
        answered = (made, outcome, voices.ANSWERED[outcome.value])
        self.book.later(self.clock.between(due, until, 0.8), lambda at: self.assessing.answer(subject, *answered, at))
        at = self.clock.between(due, until, 0.95)
        self.book.later(at, lambda at: self.assessing.confirm(subject, subject.lead, at))

    def _open(self, subject: Subject, share: float) -> None:
        """Half are done; of some a few values stand; the rest is to be begun. One department objects."""
        said, method = self._values(subject), self._method()
        at = self.clock.between(self.term.starts, LAST_DAY, 0.1 + share)
        if share < 0.5:
            self.book.later(at, lambda at: self.assessing.record(subject, said, at, method=method))
            at = self.clock.between(self.term.starts, LAST_DAY, 0.15 + share)
            self.book.later(at, lambda at: self.assessing.submit(subject, at))
            self._open_checks(subject, said)
        elif share < 0.62:
            at = self.clock.between(self.term.starts, LAST_DAY, 0.25 + share)
            self.book.later(at, lambda at: self.assessing.record(subject, said[:4], at))

    def _open_checks(self, subject: Subject, said: list[Said]) -> None:
        for place, (quarter, number, indicator, _) in enumerate(OBJECTIONS):
            if (quarter, number) == (self.term.quarter, subject.number):
                told = (subject, said[indicator].place, voices.OBJECTIONS[place])
                at = self.clock.at(LAST_DAY, 60)
                self.book.later(at, lambda at, told=told: self.assessing.object(*told, at))
                return
        if subject.lead != "urban_management":
            for code in subject.departments[::2]:
                at = self.clock.at(LAST_DAY, int(self.chance.integers(5, 200)))
                self.book.later(at, lambda at, code=code: self.assessing.confirm(subject, code, at))

    def _method(self) -> str:
        return voices.METHODS[int(self.chance.integers(0, len(voices.METHODS)))]

    def _values(self, subject: Subject) -> list[Said]:
        """All ten indicators: the better the project, the nearer to the targets; some do not apply or are missing."""
        worth = float(quality(subject.number, self.term.number).criteria.mean())
        level = float(np.clip((worth - 45) / 45, 0.25, 0.98))
        return [self._value(subject, place, level) for place in range(len(INDICATORS))]

    def _value(self, subject: Subject, place: int, level: float) -> Said:
        state = subject.state_at(self.clock.at(self.term.chosen, 45))
        before_work = state is ProjectState.UNDER_REVIEW
        lacks = {6, 9} if before_work else {6} if subject.id % 3 == 0 else set()
        if subject.number == INCOMPLETE:
            lacks = {5, 6, 9}
        chance = self.chance.random()
        if place in lacks:
            return Said(place, ValueKind.NOT_APPLICABLE, None, voices.NOT_APPLICABLE[place])
        is_late = self.term.quarter == "2025Q3" and (subject.number, place) == (LATE, 6)
        if is_late or (chance < 0.025 and not self._objected(subject, place)):
            return Said(place, ValueKind.NOT_PROVIDED, None, voices.NOT_PROVIDED)
        words = voices.EVIDENCE[place][int(self.chance.integers(0, 2))].format(n=int(self.chance.integers(4, 60)))
        return Said(place, ValueKind.PROVIDED, self._number(place, level), words)

    def _objected(self, subject: Subject, place: int) -> bool:
        about = (self.term.quarter, subject.number, place)
        return about in [each[:3] for each in OBJECTIONS]

    def _number(self, place: int, level: float) -> float:
        _, _, unit, direction, floor, target, *_ = INDICATORS[place]
        if direction is IndicatorDirection.INTERVAL:
            value = self.chance.normal(98, 9)
        else:
            value = floor + (target - floor) * float(np.clip(self.chance.normal(level, 0.14), 0, 1.08))
        value = max(value, 0.0)
        value = min(value, 100.0) if unit == "%" and direction is IndicatorDirection.BENEFIT else value
        return float(round(value)) if unit in UNITS_IN_WHOLES else round(value, 1)

    def _say(self, subject: Subject) -> None:
        """自评 of the lead department: a little kinder than others are."""
        share, kind = self.chance.uniform(0.35, 0.9), self.chance.normal(5, 3)
        if self.chance.random() > (0.3 if self.is_open else SUMMARISED):
            return
        worth = float(quality(subject.number, self.term.number).criteria.mean())
        score = float(round(min(worth + kind, 99.0)))
        report = subject.reports.get(self.term.quarter, voices.NO_REPORT)
        content = voices.SELF[int(self.chance.integers(0, len(voices.SELF)))].format(report=report)
        last = LAST_DAY if self.is_open else self.term.ratings_until
        at = self.clock.between(self.term.starts, last, share)
        self.book.later(at, lambda at: self._assess_self(subject, score, content, at))

    def _assess_self(self, subject: Subject, score: float, content: str, at: datetime) -> None:
        by = handler_of(subject.lead)
        place = {"quarter_id": self.quarter.row["id"], "project_id": subject.id, "sequence": 1}
        what = {"department_code": subject.lead, "score": score, "content": content, "at": at, "by_name": by[1]}
        self.book.put("self_assessment", **place, **what)
        details = {"project": subject.number, "department": subject.lead, "sequence": 1}
        self.quarter.note(WorkStep.SELF_ASSESSED, details, by=by, at=at)

    def _comment(self, number: str, place: int) -> None:
        subject = next(each for each in self.quarter.projects if each.number == number)
        at = self.clock.at(self.term.objection_until, 60 + 25 * place)
        self.book.later(at, lambda at: self._commented(subject, *voices.COMMENTS[place], at))

    def _commented(self, subject: Subject, grade, content: str, at: datetime) -> None:
        row = {"quarter_id": self.quarter.row["id"], "project_id": subject.id, "sequence": 1, "grade": grade}
        self.book.put("leader_comment", **row, content=content, at=at, by_name=LEADER[1])
        self.quarter.note(WorkStep.LEADER_COMMENTED, {"project": subject.number, "sequence": 1}, by=LEADER, at=at)
