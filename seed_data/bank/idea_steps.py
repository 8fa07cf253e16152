"""An idea in the making: each method leaves the rows, history and to-dos that the action of that name leaves."""

from dataclasses import asdict, replace
from datetime import datetime

from data_access.idea_texts import FIELDS, IdeaText
from data_access.journal import Entry
from data_access.policy_links import PolicyDocument
from glossary import (
    BESIDE_THE_WAY,
    DepartmentPart,
    Gate,
    GateQuestion,
    IdeaOrigin,
    IdeaState,
    Role,
    Step,
    SubjectKind,
    WorkStep,
)
from seed_data.bank.book import Book
from seed_data.bank.sources import Candidate, Sources
from seed_data.journal import By
from working_time import local

PAGE = "pages/ideas/idea.py"
WAY = tuple(state for state in IdeaState if state not in BESIDE_THE_WAY)


class WrittenIdea:
    """One idea; `row` is its row, `text` the text in force."""

    kind = SubjectKind.IDEA

    def __init__(
        self, book: Book, sources: Sources, *, text: IdeaText, origin: IdeaOrigin, taken: list[Candidate], by: By,
        at: datetime,
    ) -> None:  # fmt: skip
        """点题."""
        self.book, self.sources, self.text = book, sources, text
        self.texts: list[IdeaText] = []
        self.behind: list[Candidate] = []
        self.parts: dict[str, DepartmentPart] = {}
        self.answers: dict[str, int] = {}
        self.in_effect = False
        self.merged: list[WrittenIdea] = []
        proposer = by[1] if origin is IdeaOrigin.LEADER else ""
        self.row = book.add(
            "idea", number=book.number(f"JDZ-{local(at).year}-"), version=1, text_sequence=1,
            state=IdeaState.COLLECTED, state_since=at, origin=origin, proposer_name=proposer, title=text.title,
            category_code=text.category_code, cost_yuan=text.cost_yuan, gate=Gate.OPEN, banked_on=None,
            reserved_on=None, effect="", merged_into_id=None, main_id=None, created_at=at,
            created_by_account_id=by[0], created_by_name=by[1],
        )  # fmt: skip
        self.row["main_id"] = self.row["id"]
        self._keep(text, based_on=None, set_aside=False, reason="", by=by, at=at)
        details = {"origin": origin.value, "text": 1}
        self.note(Entry(WorkStep.CREATED, None, IdeaState.COLLECTED, details=details), by, at)
        self._take_up(taken, by, at)
        what = f"{origin.label}待梳理：{text.title}"
        book.ask(what, PAGE, f"idea={self.number}", self._collected(), role=Role.PROJECT_MANAGER, at=at)

    @property
    def number(self) -> str:
        """As shown to people."""
        return self.row["number"]

    @property
    def state(self) -> IdeaState:
        """Where it stands."""
        return self.row["state"]

    @property
    def lead(self) -> str | None:
        """The lead department."""
        return next((code for code, part in self.parts.items() if part is DepartmentPart.LEAD), None)

    def note(self, entry: Entry, by: By, at: datetime) -> None:
        """One row of its history."""
        self.book.note(self.kind, self.row["id"], entry, by=by, at=at)

    def raise_version(self) -> None:
        """Something of it changed."""
        self.row["version"] += 1

    def _collected(self) -> str:
        return f"idea:{self.row['id']}:collected"

    def _keep(
        self, text: IdeaText, *, based_on: int | None, set_aside: bool, reason: str, by: By, at: datetime
    ) -> None:  # fmt: skip
        self.texts.append(text)
        place = {"idea_id": self.row["id"], "sequence": len(self.texts), "based_on": based_on, "set_aside": set_aside}
        who = {"at": at, "by_account_id": by[0], "by_name": by[1], "reason": reason}
        values = asdict(text) | {"township_codes": list(text.township_codes)}
        self.book.put("idea_version", **place, **values, **who, settled_at=None, settled_by_name=None)

    def _take_up(self, taken: list[Candidate], by: By, at: datetime) -> None:
        for each in taken:
            nothing = {"removed_at": None, "removed_by_name": None, "removed_reason": None}
            where = {"idea_id": self.row["id"], "suggestion_id": each.id}
            self.book.add("idea_source", **where, added_at=at, added_by_name=by[1], **nothing)
            self.sources.note(each, Step.TAKEN_UP, f"列为金点子 {self.number} 的来源", by=by, at=at)
        if taken:
            self.behind += taken
            details = {"suggestions": [each.number for each in taken]}
            self.note(Entry(WorkStep.SOURCE_ADDED, details=details), by, at)

    def add_sources(self, taken: list[Candidate], by: By, at: datetime) -> None:
        """列入来源."""
        self._take_up(taken, by, at)
        if taken:
            self.raise_version()

    def save_text(self, text: IdeaText, reason: str, by: By, at: datetime) -> None:
        """Another text in force; the same text stores nothing."""
        changed = [name for name in FIELDS if getattr(self.text, name) != getattr(text, name)]
        if not changed:
            return
        self._keep(text, based_on=self.row["text_sequence"], set_aside=False, reason=reason, by=by, at=at)
        short = {"title": text.title, "category_code": text.category_code, "cost_yuan": text.cost_yuan}
        self.row |= {"text_sequence": len(self.texts), **short}
        self.text = text
        self.raise_version()
        details = {"text": len(self.texts), "changed": changed}
        self.note(Entry(WorkStep.TEXT_SAVED, reason=reason, details=details), by, at)

    def set_aside(self, reason: str, by: By, at: datetime, **mine: object) -> None:
        """Somebody saves what they wrote on top of the text before the one in force."""
        current = self.row["text_sequence"]
        base = self.texts[current - 2]
        text = replace(base, **mine)
        self._keep(text, based_on=current - 1, set_aside=True, reason=reason, by=by, at=at)
        changed = [name for name in FIELDS if getattr(base, name) != getattr(text, name)]
        details = {"text": len(self.texts), "current": current, "changed": changed}
        self.note(Entry(WorkStep.TEXT_SET_ASIDE, reason=reason, details=details), by, at)

    def decide_gate(self, refused: tuple[GateQuestion, ...], reason: str, by: By, at: datetime) -> None:
        """门槛审查."""
        answers = {question.value: question not in refused for question in GateQuestion}
        judged = {"idea_id": self.row["id"], "text_sequence": self.row["text_sequence"], **answers}
        self.book.add("idea_gate", **judged, note=reason, at=at, by_account_id=by[0], by_name=by[1])
        gate = Gate.FAILED if refused else Gate.PASSED
        self.row["gate"] = gate
        self.raise_version()
        self.note(Entry(WorkStep.GATE_DECIDED, reason=reason, details={"gate": gate.value, **answers}), by, at)

    def move(
        self, to: IdeaState, by: By, at: datetime, *, reason: str = "", answer: str = "", effect: str = ""
    ) -> None:  # fmt: skip
        """One step on, back or beside the way."""
        before = self.state
        is_beside = before in BESIDE_THE_WAY or to in BESIDE_THE_WAY
        is_backward = is_beside or WAY.index(to) < WAY.index(before)
        self.row |= {"state": to, "state_since": at}
        if to is IdeaState.BANKED and self.row["banked_on"] is None:
            self.row["banked_on"] = local(at).date()
        elif before is IdeaState.BANKED and is_backward:
            self.row["banked_on"] = None
        if effect:
            self.row["effect"] = effect
        self.raise_version()
        details = {name: text for name, text in (("answer", answer), ("effect", effect)) if text}
        step = WorkStep.MOVED_BACK if is_backward else WorkStep.MOVED
        self.note(Entry(step, before, to, reason, details), by, at)
        if before is IdeaState.COLLECTED:
            self.book.done(self._collected(), by=by, at=at)
        if to in BESIDE_THE_WAY:
            self._ask_no_more(by, at)
        if to is IdeaState.NOT_ADOPTED:
            said = f"金点子 {self.number} 不采纳，答复建议人：{answer}"
            for each in self.behind:
                self.sources.note(each, Step.CHANGED, said, by=by, at=at)

    def _ask_no_more(self, by: By, at: datetime) -> None:
        for code in self.parts:
            self.book.done(f"idea:{self.row['id']}:answer:{code}", by=by, at=at)
        for row in self.book.rows["milestone"]:
            if (row["subject_kind"], row["subject_id"]) == (self.kind.value, self.row["id"]):
                self.book.done(f"milestone:{row['id']}", by=by, at=at)

    def set_departments(self, lead: str, supporting: tuple[str, ...], by: By, at: datetime) -> None:
        """确定承办单位."""
        before = _named(self.parts)
        self.parts = {code: DepartmentPart.SUPPORTING for code in supporting} | {lead: DepartmentPart.LEAD}
        self.raise_version()
        details = {"before": before, "after": _named(self.parts)}
        self.note(Entry(WorkStep.DEPARTMENTS_SET, details=details), by, at)
        for code, part in self.parts.items():
            what, about = f"请答题（{part.label}）：{self.row['title']}", f"idea:{self.row['id']}:answer:{code}"
            who = {"role": Role.HANDLER, "department_code": code}
            self.book.ask(what, PAGE, f"idea={self.number}", about, at=at, **who)

    def answer(self, department: str, answer: str, plan: str, by: By, at: datetime) -> None:
        """答题."""
        sequence = self.answers[department] = self.answers.get(department, 0) + 1
        place = {"idea_id": self.row["id"], "department_code": department, "sequence": sequence}
        self.book.add("idea_answer", **place, answer=answer, plan=plan, at=at, by_account_id=by[0], by_name=by[1])
        self.note(Entry(WorkStep.ANSWERED, details={"department": department, "answer": sequence}), by, at)
        self.book.done(f"idea:{self.row['id']}:answer:{department}", by=by, at=at)

    def reserve(self, by: By, at: datetime) -> None:
        """列入政策储备."""
        self.note(Entry(WorkStep.RESERVED), by, at)
        self.row["reserved_on"] = local(at).date()
        self.raise_version()

    def link_policy(self, document: PolicyDocument, by: By, at: datetime) -> None:
        """政策采用."""
        row = self.book.add(
            "policy_link", idea_id=self.row["id"], **asdict(document), linked_at=at, linked_by_name=by[1],
            removed_at=None, removed_by_name=None, removed_reason=None,
        )  # fmt: skip
        plain = asdict(document) | {"issued_on": document.issued_on.isoformat()}
        self.in_effect = True
        self.taken_up(Entry(WorkStep.POLICY_LINKED, details={"policy": row["id"], **plain}), by, at)

    def taken_up(self, entry: Entry, by: By, at: datetime) -> None:
        """A project or a document took it up: 入库 becomes 转化."""
        self.note(entry, by, at)
        if self.state is IdeaState.BANKED:
            self.move(IdeaState.CONVERTED, by, at)
        else:
            self.raise_version()

    def let_go(self, entry: Entry, by: By, at: datetime) -> None:
        """Its only project was given up: 转化 becomes 入库 again."""
        self.note(entry, by, at)
        self.move(IdeaState.BANKED, by, at, reason=entry.reason)

    def merge_into(self, main: "WrittenIdea", reason: str, by: By, at: datetime) -> None:
        """并入."""
        self._ask_no_more(by, at)
        self.row |= {"merged_into_id": main.row["id"], "main_id": main.row["id"]}
        main.merged.append(self)
        for each, step, other in ((self, WorkStep.MERGED, main), (main, WorkStep.MERGED_FROM, self)):
            each.raise_version()
            details = {"idea": other.number, "title": other.row["title"]}
            each.note(Entry(step, reason=reason, details=details), by, at)

    def close(self) -> None:
        """What is stored only as it stands in the end: its departments."""
        for code, part in self.parts.items():
            self.book.put("idea_department", idea_id=self.row["id"], department_code=code, part=part)


def _named(parts: dict[str, DepartmentPart]) -> dict[str, str]:
    return {code: part.value for code, part in sorted(parts.items())}
