"""The rounds of a seeded quarter: opened, reviewed expert by expert, closed; each row as its action has it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import pandas as pd

from glossary import Relation, Role, WorkStep
from seed_data.bank.people import COORDINATOR
from seed_data.evaluation import judging, remarks
from seed_data.evaluation.judging import CRITERIA, Given
from seed_data.evaluation.quarter import Seat, SeededQuarter
from seed_data.evaluation.settling import unstable
from seed_data.evaluation.terms import Round
from seed_data.journal import By

PAGE, ROUNDS_PAGE = "pages/evaluation/expert_review.py", "pages/evaluation/rounds.py"
WEIGHTS = np.array([15.0, 15.0, 15.0, 20.0, 10.0, 15.0, 10.0])
MISSED, ABSTAINS = 0.02, 0.015


@dataclass
class Submitted:
    """A review that stands, and the row it is stored in (marks None: abstained)."""

    row: dict
    marks: np.ndarray | None


class Reviewing:
    """All rounds of one quarter; `given`: round → seat → what stands."""

    def __init__(self, quarter: SeededQuarter, seed: int) -> None:
        self.quarter, self.book = quarter, quarter.book
        self.chance = np.random.default_rng([seed, quarter.term.number, 3])
        self.given: dict[int, dict[Seat, Submitted]] = {}
        self.members: dict[int, list[Seat]] = {}
        self.medians: dict[tuple[int, str, str], np.ndarray] = {}
        self._owing: dict[int, set[Seat]] = {}
        self._due: dict[int, date] = {}
        self.number = 0
        self.absent = {seat for seat in quarter.seats if self.chance.random() < MISSED}
        self.abstaining = {seat for seat in quarter.seats if self.chance.random() < ABSTAINS} - self.absent

    def due_in(self, number: int) -> set[str]:
        """Numbers of the projects a round is about; empty when nothing moved any more."""
        if number == 3:
            return unstable({round: self.frame(round) for round in (1, 2)})
        return {subject.number for subject in self.quarter.projects}

    def open(self, number: int, each: Round, at: datetime) -> None:
        """A round begins; every expert with something to do in it finds it on the list."""
        numbers = self.due_in(number)
        self.number, due_on = number, date.fromisoformat(each.due)
        row = {"quarter_id": self.quarter.row["id"], "number": number, "due_on": due_on, "opened_at": at}
        self.open_row = self.book.put(
            "review_round", **row, opened_by_name=COORDINATOR[1], closed_at=None, closed_by_name=None
        )
        about = [subject for subject in self.quarter.projects if subject.number in numbers]
        for project_id in sorted(subject.id for subject in about):
            self.book.put("round_project", quarter_id=self.quarter.row["id"], round=number, project_id=project_id)
        details = {"round": number, "due_on": each.due, "projects": sorted(numbers)}
        self.quarter.note(WorkStep.ROUND_OPENED, details, at=at)
        self.members[number] = [seat for seat in self.quarter.seats if seat.subject.number in numbers]
        self.given[number], self._due[number], self._owing = {}, due_on, {}
        for seat in self.members[number]:
            if not seat.is_recused:
                self._owing.setdefault(seat.judge.account_id, set()).add(seat)
        for account in sorted(self._owing):
            self._ask(account, at)

    def close(self, at: datetime) -> None:
        """The round ends; medians of its marks are what the next one shows."""
        given, seats = self.given[self.number], self.members[self.number]
        standing = [seat for seat in seats if not seat.is_recused]
        submitted = sum(seat in given and given[seat].marks is not None for seat in standing)
        details = {"round": self.number, "submitted": submitted, "missing": sum(seat not in given for seat in standing)}
        self.open_row |= {"closed_at": at, "closed_by_name": COORDINATOR[1]}
        self.quarter.note(WorkStep.ROUND_CLOSED, details, at=at)
        for account in sorted({seat.judge.account_id for seat in seats}):
            self.book.done(self._subject(account), by=COORDINATOR, at=at)
        for project_id in sorted({seat.subject.id for seat in seats}):
            self.book.done(self._recusal(project_id), by=COORDINATOR, at=at)
        self._owing = {}
        self._note_medians()

    def _note_medians(self) -> None:
        marks: dict[tuple[str, str], list[np.ndarray]] = {}
        for seat, each in self.given[self.number].items():
            if each.marks is not None and not seat.is_recused:
                marks.setdefault((seat.panel, seat.subject.number), []).append(each.marks)
        self.medians |= {(self.number, *key): np.median(found, axis=0) for key, found in marks.items()}

    def remind(self, at: datetime) -> None:
        """催办 of everybody who has not finished."""
        urged = sorted(account for account, seats in self._owing.items() if seats)
        if urged:
            for account in urged:
                self._ask(account, at, again=True)
            self.quarter.note(WorkStep.ROUND_REMINDED, {"round": self.number, "experts": urged}, at=at)

    def declare(self, seat: Seat, relation: Relation, at: datetime) -> None:
        """利害关系声明; anything but none recuses at once."""
        by, about = self._by(seat), {**self._about(seat), "relation": relation.value}
        seat.row["declared_at"] = at
        self.quarter.note(WorkStep.RELATION_DECLARED, about, by=by, at=at)
        if relation is Relation.NONE:
            seat.row["relation"] = relation
        else:
            self.quarter.recuse(seat, relation, remarks.DECLARED[relation.value], by=by, at=at)
            self.quarter.note(WorkStep.EXPERT_RECUSED, about, by=by, at=at)
            self._owing[seat.judge.account_id].discard(seat)
            name, subject = by[1], seat.subject
            what = f"{self._name} 专家评审：{name}回避 {subject.number}（{relation.label}），请看是否要补充专家"
            asked = (what, ROUNDS_PAGE, f"quarter={self._name}&part=panels", self._recusal(subject.id))
            self.book.ask(*asked, at=at, role=Role.COORDINATOR)
        self._settle(seat, by, at)

    def submit(self, seat: Seat, given: Given, at: datetime, *, from_file: bool = False) -> None:
        """One review is handed in."""
        what = {"comment": given.comment, "change_reason": given.change_reason, "from_file": from_file}
        row = self._add(seat, at, abstained=False, abstain_reason="", **what)
        for criterion, mark in zip(self.quarter.rules.criterion_ids, given.marks.tolist(), strict=True):
            self.book.put("expert_mark", review_id=row["id"], criterion_id=criterion, mark=mark)
        self.given[self.number][seat] = Submitted(row, given.marks)
        self._handed_in(seat, WorkStep.REVIEW_SUBMITTED, {"from_file": True} if from_file else {}, at)

    def abstain(self, seat: Seat, reason: str, at: datetime) -> None:
        """弃权."""
        what = {"comment": "", "change_reason": "", "from_file": False}
        row = self._add(seat, at, abstained=True, abstain_reason=reason, **what)
        self.given[self.number][seat] = Submitted(row, None)
        self._handed_in(seat, WorkStep.REVIEW_ABSTAINED, {}, at)

    def _handed_in(self, seat: Seat, step: WorkStep, more: dict, at: datetime) -> None:
        by = self._by(seat)
        self.quarter.note(step, {**self._about(seat), "round": self.number, **more}, by=by, at=at)
        self._owing[seat.judge.account_id].discard(seat)
        self._settle(seat, by, at)

    def _add(self, seat: Seat, at: datetime, **what: object) -> dict:
        sequence = 1
        for row in reversed(self.book.rows["expert_review"]):
            if row["returned_at"] and (row["assignment_id"], row["round"]) == (seat.row["id"], self.number):
                sequence = row["sequence"] + 1
                break
        back = {"returned_at": None, "returned_by_name": None, "returned_reason": None}
        owner = {"assignment_id": seat.row["id"], "round": self.number, "sequence": sequence}
        return self.book.add("expert_review", **owner, **what, submitted_at=at, **back)

    def give_back(self, seat: Seat, at: datetime) -> None:
        """退回重评."""
        row = self.given[self.number].pop(seat).row
        reason = remarks.RETURNED
        row |= {"returned_at": at, "returned_by_name": COORDINATOR[1], "returned_reason": reason}
        details = {**self._about(seat), "round": self.number}
        self.quarter.note(WorkStep.REVIEW_RETURNED, details, at=at, reason=reason)
        self._owing[seat.judge.account_id].add(seat)
        self._settle(seat, COORDINATOR, at)

    def recuse(self, seat: Seat, at: datetime) -> None:
        """登记回避 by the coordinator, after marks were given."""
        relation, note = Relation.PAID, remarks.FOUND_LATER
        self.quarter.recuse(seat, relation, note, by=COORDINATOR, at=at)
        details = {**self._about(seat), "relation": relation.value}
        self.quarter.note(WorkStep.EXPERT_RECUSED, details, at=at, reason=note)

    def ask_reason(self, seat: Seat, round: int, which: int, at: datetime) -> Callable[[datetime], None]:
        """请专家说明; returns how it is answered."""
        review, subject = self.given[round][seat].row["id"], seat.subject.number
        row = self.book.add(
            "review_question", review_id=review, question=remarks.QUESTIONS[which], asked_at=at,
            asked_by_name=COORDINATOR[1], answer=None, answered_at=None,
        )  # fmt: skip
        details = {"question": row["id"], "review": review, "project": subject, "round": round}
        self.quarter.note(WorkStep.REASON_ASKED, details, at=at)
        what = f"{self._name} 专家评审：请说明第 {round} 轮对 {subject} 的评分"
        query, about = f"quarter={self._name}&question={row['id']}", f"review-question:{row['id']}"
        self.book.ask(what, PAGE, query, about, at=at, account_id=seat.judge.account_id)

        def answer(at: datetime) -> None:
            row.update(answer=remarks.ANSWERS[which], answered_at=at)
            given = {"question": row["id"], "project": subject, "round": round}
            self.quarter.note(WorkStep.REASON_GIVEN, given, by=self._by(seat), at=at)
            self.book.done(about, by=self._by(seat), at=at)

        return answer

    def frame(self, number: int) -> pd.DataFrame:
        """Counted totals of a round: panel, project, expert, score."""
        rows = [
            (seat.panel, seat.subject.number, seat.judge.account_id, float((each.marks * WEIGHTS).sum() / 100))
            for seat, each in self.given[number].items()
            if each.marks is not None and not seat.is_recused
        ]
        return pd.DataFrame(rows, columns=["panel", "project", "expert", "score"])

    def marks_of(self, seat: Seat, chance: np.random.Generator) -> Given:
        """What this expert gives in the present round."""
        earlier = [self.given[number][seat].marks for number in range(1, self.number) if seat in self.given[number]]
        if not earlier or earlier[-1] is None:
            worth = judging.quality(seat.subject.number, self.quarter.term.number)
            return judging.first_marks(seat.judge, worth, chance)
        median = self.medians.get((self.number - 1, seat.panel, seat.subject.number), earlier[-1])
        assert len(median) == CRITERIA
        return judging.later_marks(seat.judge, earlier[-1], median, chance)

    @property
    def _name(self) -> str:
        return self.quarter.term.quarter

    def _subject(self, account: int) -> str:
        return f"review:{self.quarter.row['id']}:{account}:{self.number}"

    def _recusal(self, project_id: int) -> str:
        return f"review-recusal:{self.quarter.row['id']}:{project_id}"

    def _by(self, seat: Seat) -> By:
        return (seat.judge.account_id, seat.judge.name)

    def _about(self, seat: Seat) -> dict:
        return {"assignment": seat.row["id"], "expert": seat.judge.account_id, "project": seat.subject.id}

    def _settle(self, seat: Seat, by: By, at: datetime) -> None:
        account = seat.judge.account_id
        if self._owing.get(account):
            self._ask(account, at)
        else:
            self.book.done(self._subject(account), by=by, at=at)

    def _ask(self, account: int, at: datetime, *, again: bool = False) -> None:
        what = f"{self._name} 专家评审第 {self.number} 轮：有项目待您评审"
        told = f"催办：{what}" if again else what
        due_on, query = self._due[self.number], f"quarter={self._name}"
        self.book.ask(told, PAGE, query, self._subject(account), at=at, account_id=account, due_on=due_on)
