"""第三方评估 of a seeded quarter: values with evidence, objections and answers; each row as its action has it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from glossary import ObjectionOutcome, Role, ValueKind, WorkStep
from seed_data.bank.people import BY_ROLE, COORDINATOR, handler_of
from seed_data.evaluation.quarter import SeededQuarter
from seed_data.evaluation.subjects import Subject
from working_time import local

PAGE, OWN_PAGE = "pages/evaluation/assessment.py", "pages/evaluation/own_evaluation.py"
ASSESSOR = BY_ROLE[Role.ASSESSOR]
SUBMITTED = "第三方评估已提交，请核对，有异议的在期限内提出"


@dataclass(frozen=True)
class Said:
    """What is said about one indicator, by its place in the list of indicators."""

    place: int
    kind: ValueKind
    value: float | None
    evidence: str
    reason: str = ""


class Assessing:
    """Everything of the third party in one quarter."""

    def __init__(self, quarter: SeededQuarter) -> None:
        self.quarter, self.book = quarter, quarter.book
        self.rows: dict[str, dict] = {}
        self._sequences: dict[tuple[int, int], int] = {}

    def assign(self, subjects: Sequence[Subject], at: datetime) -> None:
        """All to the one assessor."""
        for subject in subjects:
            self.rows[subject.number] = self.book.add(
                "assessment", quarter_id=self.quarter.row["id"], project_id=subject.id, account_id=ASSESSOR[0],
                method="", assigned_at=at, assigned_by_name=COORDINATOR[1], submitted_at=None,
                submitted_by_name=None, removed_at=None,
            )  # fmt: skip
        details = {"assessor": ASSESSOR[0], "projects": [subject.number for subject in subjects]}
        self.quarter.note(WorkStep.ASSESSOR_ASSIGNED, details, at=at)
        self._settle(COORDINATOR, at)

    def _settle(self, by, at: datetime) -> None:
        waiting = sum(row["submitted_at"] is None for row in self.rows.values())
        about = f"assessment:{self.quarter.row['id']}:{ASSESSOR[0]}"
        if not waiting:
            self.book.done(about, by=by, at=at)
            return
        what = f"{self._name} 第三方评估：还有 {waiting} 个项目待提交"
        due_on = self.quarter.day("assessment_due_on")
        self.book.ask(what, PAGE, f"quarter={self._name}", about, at=at, account_id=ASSESSOR[0], due_on=due_on)

    def record(self, subject: Subject, said: Sequence[Said], at: datetime, *, method: str = "") -> None:
        """Values are appended; `method` replaces an older one."""
        row, ids = self.rows[subject.number], self.quarter.rules.indicator_ids
        late = local(at).date() > self.quarter.day("assessment_due_on")
        for each in said:
            indicator = ids[each.place]
            sequence = self._sequences[row["id"], indicator] = self._sequences.get((row["id"], indicator), 0) + 1
            self.book.put(
                "assessment_value", assessment_id=row["id"], indicator_id=indicator, sequence=sequence,
                kind=each.kind, value=each.value, evidence=each.evidence, late=late, reason=each.reason, at=at,
                by_account_id=ASSESSOR[0], by_name=ASSESSOR[1],
            )  # fmt: skip
        details: dict = {"project": subject.number, "indicators": [ids[each.place] for each in said]}
        if method and method != row["method"]:
            row["method"] = method
            details["method"] = True
        self.quarter.note(WorkStep.VALUE_RECORDED, details, by=ASSESSOR, at=at)

    def submit(self, subject: Subject, at: datetime) -> None:
        """From now on it counts, and its departments look at it."""
        row = self.rows[subject.number]
        row |= {"submitted_at": at, "submitted_by_name": ASSESSOR[1]}
        self.quarter.note(WorkStep.ASSESSMENT_SUBMITTED, {"project": subject.number}, by=ASSESSOR, at=at)
        self._settle(ASSESSOR, at)
        for code in subject.departments:
            self._ask_to_check(subject, code, SUBMITTED, at)

    def confirm(self, subject: Subject, department: str, at: datetime) -> None:
        """The department has looked."""
        self.book.done(self._check(subject, department), by=handler_of(department), at=at)

    def object(self, subject: Subject, place: int | None, content: str, at: datetime) -> dict:
        """The lead department disagrees with one value."""
        row, by = self.rows[subject.number], handler_of(subject.lead)
        indicator = None if place is None else self.quarter.rules.indicator_ids[place]
        made = self.book.add(
            "assessment_objection", assessment_id=row["id"], indicator_id=indicator, department_code=subject.lead,
            content=content, at=at, by_name=by[1], outcome=None, answer=None, answered_at=None, answered_by_name=None,
        )  # fmt: skip
        details = {"objection": made["id"], "project": subject.number, "indicator": indicator}
        self.quarter.note(WorkStep.OBJECTED, {**details, "department": subject.lead}, by=by, at=at)
        told, query = f"{self._name} {subject.number} 第三方评估有单位提出异议", f"quarter={self._name}&part=objections"
        self.book.ask(f"{told}，待答复", PAGE, query, f"objection:{made['id']}", at=at, role=Role.COORDINATOR)
        again = (f"{told}，请复核", PAGE, self._query(subject), f"objection-review:{made['id']}")
        self.book.ask(*again, at=at, account_id=ASSESSOR[0])
        self.confirm(subject, subject.lead, at)
        return made

    def correct(self, subject: Subject, said: Said, objection: dict, at: datetime) -> None:
        """The assessor looked again and records another value."""
        self.record(subject, [said], at)
        self.book.done(f"objection-review:{objection['id']}", by=ASSESSOR, at=at)

    def answer(self, subject: Subject, objection: dict, outcome: ObjectionOutcome, answer: str, at: datetime) -> None:
        """The coordinator answers, and the department is told."""
        objection |= {"outcome": outcome, "answer": answer, "answered_at": at, "answered_by_name": COORDINATOR[1]}
        details = {"objection": objection["id"], "project": subject.number, "outcome": outcome.value}
        self.quarter.note(WorkStep.OBJECTION_ANSWERED, details, at=at)
        for about in ("objection", "objection-review"):
            self.book.done(f"{about}:{objection['id']}", by=COORDINATOR, at=at)
        self._ask_to_check(subject, subject.lead, f"异议已答复：{outcome.label}，请查看", at)

    def _ask_to_check(self, subject: Subject, department: str, told: str, at: datetime) -> None:
        what, query = f"{self._name} {subject.number} {told}", self._query(subject)
        who = {"role": Role.HANDLER, "department_code": department, "due_on": self.quarter.day("objection_until")}
        self.book.ask(what, OWN_PAGE, query, self._check(subject, department), at=at, **who)

    def _check(self, subject: Subject, department: str) -> str:
        return f"assessment-check:{self.rows[subject.number]['id']}:{department}"

    def _query(self, subject: Subject) -> str:
        return f"quarter={self._name}&project={subject.number}"

    @property
    def _name(self) -> str:
        return self.quarter.term.quarter
