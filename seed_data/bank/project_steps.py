"""A project in the making: each method leaves the rows, history and to-dos that the action of that name leaves."""

from datetime import date, datetime

from data_access.journal import Entry
from glossary import DepartmentPart, ProjectState, Role, SubjectKind, WorkStep
from seed_data.bank.book import Book
from seed_data.bank.plans import Aim, Plan, Quarter, Verdict
from seed_data.journal import By
from working_time import local

PAGE = "pages/ideas/project.py"
WAY = tuple(state for state in ProjectState if state is not ProjectState.WITHDRAWN)
AT_REST = (ProjectState.ARCHIVED, ProjectState.WITHDRAWN)


class WrittenProject:
    """One project; `row` is its row."""

    kind = SubjectKind.PROJECT

    def __init__(
        self, book: Book, plan: Plan, *, source: dict[str, str], idea_id: int | None, suggestion_id: int | None,
        category: str, township: str | None, by: By, at: datetime,
    ) -> None:  # fmt: skip
        """立项. `source`: the idea's or the suggestion's number, for the history."""
        self.book, self.plan = book, plan
        self.targets: list[dict] = []
        self.stones: list[dict] = []
        self._reports: dict[str, int] = {}
        established_on = local(at).date()
        self.row = book.add(
            "project", number=book.number(f"XM-{established_on.year}-"), version=1, state=ProjectState.ESTABLISHED,
            state_since=at, title=plan.title, summary=plan.summary, idea_id=idea_id, suggestion_id=suggestion_id,
            category_code=category, township_code=township, budget_yuan=plan.budget_yuan,
            established_on=established_on, effect="", created_at=at, created_by_name=by[1],
        )  # fmt: skip
        supporting = sorted(plan.supporting)
        parts = [(code, DepartmentPart.SUPPORTING) for code in supporting] + [(plan.lead, DepartmentPart.LEAD)]
        for code, part in parts:
            book.put("project_department", project_id=self.row["id"], department_code=code, part=part)
        details = source | {"lead": plan.lead, "supporting": supporting}
        self.note(Entry(WorkStep.CREATED, None, ProjectState.ESTABLISHED, details=details), by, at)

    @property
    def number(self) -> str:
        """As shown to people."""
        return self.row["number"]

    @property
    def state(self) -> ProjectState:
        """Where it stands."""
        return self.row["state"]

    def note(self, entry: Entry, by: By, at: datetime) -> None:
        """One row of its history."""
        self.book.note(self.kind, self.row["id"], entry, by=by, at=at)

    def raise_version(self) -> None:
        """Something of it changed."""
        self.row["version"] += 1

    def set_target(self, aim: Aim, by: By, at: datetime) -> None:
        """设定目标."""
        what = {"name": aim.name, "unit": aim.unit}
        what |= {"baseline": None if aim.baseline is None else float(aim.baseline), "target": float(aim.target)}
        due_on = date.fromisoformat(aim.due)
        row = self.book.add(
            "project_target", project_id=self.row["id"], **what, due_on=due_on, removed_at=None, removed_reason=None
        )
        self.targets.append(row)
        self.raise_version()
        now = {**what, "due_on": aim.due}
        changed = {name: [None, value] for name, value in now.items() if value is not None}
        details = {"target": row["id"], "about": aim.name, **changed}
        self.note(Entry(WorkStep.TARGET_SET, details=details), by, at)

    def move(self, to: ProjectState, by: By, at: datetime, *, reason: str = "", effect: str = "") -> None:
        """One step on or back, or given up."""
        before = self.state
        is_backward = to is ProjectState.WITHDRAWN or WAY.index(to) < WAY.index(before)
        details = {"effect": [self.row["effect"], effect]} if effect else {}
        self.row |= {"state": to, "state_since": at} | ({"effect": effect} if effect else {})
        self.raise_version()
        step = WorkStep.MOVED_BACK if is_backward else WorkStep.MOVED
        self.note(Entry(step, before, to, reason, details), by, at)
        if to is ProjectState.UNDER_REVIEW:
            self._ask_for_review(at)
        elif before is ProjectState.UNDER_REVIEW:
            self.book.done(self._review(), by=by, at=at)
        if to in AT_REST:
            for row in self.stones:
                self.book.done(f"milestone:{row['id']}", by=by, at=at)

    def _review(self) -> str:
        return f"project:{self.row['id']}:review"

    def _ask_for_review(self, at: datetime) -> None:
        what, query = f"转化项目待评审：{self.row['title']}", f"project={self.number}&part=review"
        self.book.ask(what, PAGE, query, self._review(), at=at, role=Role.COORDINATOR)

    def finish_review(self, verdict: Verdict, by: By, at: datetime) -> dict:
        """评审结束; returns the review's row."""
        what = {"finished_on": local(at).date(), "experts": verdict.experts, "conclusion": verdict.conclusion}
        row = self.book.add(
            "project_review", project_id=self.row["id"], **what, note=verdict.note, recorded_at=at,
            recorded_by_name=by[1], revoked_at=None, revoked_reason=None,
        )  # fmt: skip
        self.raise_version()
        said = {"finished_on": row["finished_on"].isoformat(), "experts": verdict.experts}
        details = {"review": row["id"], **said, "conclusion": verdict.conclusion.value, "note": verdict.note}
        self.note(Entry(WorkStep.REVIEW_FINISHED, details=details), by, at)
        self.book.done(self._review(), by=by, at=at)
        return row

    def revoke_review(self, row: dict, reason: str, by: By, at: datetime) -> None:
        """撤销评审结论, while still in 评审: it is asked for again."""
        row |= {"revoked_at": at, "revoked_reason": reason}
        self.raise_version()
        self.note(Entry(WorkStep.REVIEW_REVOKED, reason=reason, details={"review": row["id"]}), by, at)
        self._ask_for_review(at)

    def report(self, quarter: Quarter, by: By, at: datetime) -> None:
        """季度进展; another report of the same quarter takes its place."""
        sequence = self._reports[quarter.quarter] = self._reports.get(quarter.quarter, 0) + 1
        what = {"quarter": quarter.quarter, "sequence": sequence, "content": quarter.content}
        row = self.book.add(
            "project_progress", project_id=self.row["id"], **what, spent_yuan=quarter.spent_yuan, at=at,
            by_account_id=by[0], by_name=by[1],
        )  # fmt: skip
        values = {
            target["id"]: float(value)
            for target, value in zip(self.targets, quarter.values, strict=True)
            if value is not None
        }
        for target_id, value in values.items():
            self.book.put("project_target_value", progress_id=row["id"], target_id=target_id, value=value)
        said = {"quarter": quarter.quarter, "sequence": sequence, "spent_yuan": quarter.spent_yuan}
        details = {"progress": row["id"], **said, "values": {str(key): value for key, value in values.items()}}
        self.note(Entry(WorkStep.PROGRESS_REPORTED, details=details), by, at)
