"""定稿: a leader seals a quarter; a correction seals it again, and every earlier sealing stays readable."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from actions import assessment_to_dos, review_to_dos
from actions.quarter_checks import QuarterRefused, held_quarter, seen
from actions.sealed_documents import document_of, read, recomputed
from data_access import evaluation_quarters, snapshots
from data_access.engine import Connection, Engine, reading, writing
from data_access.evaluation_inputs import expert_seats, frames_of
from data_access.evaluation_quarters import Quarter
from data_access.journal import Entry
from data_access.review_rounds import closed_marks, rounds
from data_access.snapshots import Snapshot
from glossary import QuarterState, WorkStep
from permissions import Permission, Person, require
from scoring.quarter import FORMULA_VERSION

__all__ = [
    "Snapshot",
    "Verification",
    "differences",
    "document",
    "every_snapshot",
    "publish",
    "reopen",
    "sealed_document",
    "verify",
]

LONGEST_REASON = 400
COMPARED = {
    "citizens": ("raters", "value"),
    "experts": ("n", "value"),
    "third_party": ("value", "missing_weight"),
    "composites": ("score", "status", "grade", "rank", "vetoed"),
}


@dataclass(frozen=True)
class Verification:
    """intact: the text has the hash noted with it; repeatable: its results follow from its inputs again;
    current: the rows stored today still give this text."""

    intact: bool
    repeatable: bool
    current: bool


def document(engine: Engine, *, quarter: str, closed: bool = True) -> str:
    """The quarter as it stands, as canonical JSON; for the command line, which acts with the rights of its reader.

    Raises: NoSuchQuarter.
    """
    with reading(engine) as connection:
        return _document(connection, evaluation_quarters.find(connection, quarter), closed=closed)


def publish(engine: Engine, *, quarter: str, version: int, by: Person, at: datetime, reason: str = "") -> Snapshot:
    """Seal a quarter; once sealed before, a reason is needed and something must be different.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, StaleQuarter, QuarterRefused.
    """
    require(by, Permission.PUBLISH_EVALUATION, "定稿发布三评")
    reason = reason.strip()
    with writing(engine) as connection:
        found = held_quarter(connection, quarter)
        seen(found, version)
        earlier = snapshots.snapshots(connection, found)
        _check(connection, found, earlier, reason)
        text = _document(connection, found, closed=True)
        if earlier and snapshots.hash_of(text) == earlier[0].sha256:
            raise QuarterRefused(
                f"{quarter} 三评与第 {earlier[0].sequence} 次定稿完全相同，不需要更正，没有存入任何内容。"
            )
        made = snapshots.add(connection, found, text, formula=FORMULA_VERSION, reason=reason, by=by, at=at)
        evaluation_quarters.change(connection, found, state=QuarterState.PUBLISHED)
        step = WorkStep.RESTATED if earlier else WorkStep.PUBLISHED
        details = {"sequence": made.sequence, "sha256": made.sha256}
        entry = Entry(step, found.state, QuarterState.PUBLISHED, reason=reason, details=details)
        evaluation_quarters.note(connection, found, entry, by=by, at=at)
        assessment_to_dos.finish_all(connection, found, by=by, at=at)
        review_to_dos.finish_all(connection, found, by=by, at=at)
    return made


def _check(connection: Connection, quarter: Quarter, earlier: list[Snapshot], reason: str) -> None:
    still_open = [each.number for each in rounds(connection, quarter) if each.is_open]
    if still_open:
        raise QuarterRefused(
            f"第 {still_open[0]} 轮专家评审还没有关闭，不能定稿，没有存入任何内容。请评估专员先关闭轮次。"
        )
    if evaluation_quarters.projects_of(connection, quarter).empty:
        raise QuarterRefused(f"{quarter.quarter} 三评没有参评项目，不能定稿，没有存入任何内容。")
    if earlier and not 2 <= len(reason) <= LONGEST_REASON:
        raise QuarterRefused(f"更正发布要写明原因（2 至 {LONGEST_REASON} 个字），没有存入任何内容。")


def reopen(engine: Engine, *, quarter: str, version: int, reason: str, by: Person, at: datetime) -> int:
    """Open a published quarter for corrections; its sealings stay. Returns the new version.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, StaleQuarter, QuarterRefused.
    """
    require(by, Permission.PUBLISH_EVALUATION, "开启更正")
    if not 2 <= len(reason.strip()) <= LONGEST_REASON:
        raise QuarterRefused(f"请写明为什么要更正（2 至 {LONGEST_REASON} 个字），没有改动任何内容。")
    with writing(engine) as connection:
        found = held_quarter(connection, quarter, states=(QuarterState.PUBLISHED,))
        seen(found, version)
        entry = Entry(WorkStep.MOVED_BACK, found.state, QuarterState.OPEN, reason=reason.strip())
        evaluation_quarters.note(connection, found, entry, by=by, at=at)
        assessment_to_dos.settle_all(connection, found, by=by, at=at)
        review_to_dos.settle_all(connection, found, at=at)
        return evaluation_quarters.change(connection, found, state=QuarterState.OPEN)


def every_snapshot(engine: Engine, *, quarter: str, by: Person) -> list[Snapshot]:
    """The sealings of a quarter, the latest first. Raises: NotPermitted, NoSuchQuarter."""
    require(by, Permission.READ_PUBLISHED_EVALUATION, "查看定稿")
    with reading(engine) as connection:
        return snapshots.snapshots(connection, evaluation_quarters.find(connection, quarter))


def sealed_document(engine: Engine, *, quarter: str, sequence: int, by: Person) -> str:
    """The text of one sealing. It holds unsigned single marks: leaders and coordinators only.

    Raises: NotPermitted, QuarterRefused.
    """
    require(by, Permission.READ_EVALUATION, "下载定稿数据")
    return _sealed(engine, quarter, sequence)[0]


def verify(engine: Engine, *, quarter: str, sequence: int, by: Person) -> Verification:
    """Check one sealing. Raises: NotPermitted, NoSuchQuarter, QuarterRefused."""
    require(by, Permission.READ_EVALUATION, "核验定稿")
    text, noted = _sealed(engine, quarter, sequence)
    now = document(engine, quarter=quarter)
    return Verification(snapshots.hash_of(text) == noted, recomputed(text) == text, now == text)


def differences(engine: Engine, *, quarter: str, before: int, after: int, by: Person) -> pd.DataFrame:
    """What changed between two sealings; Columns: project, table, what, before, after; in order of these.

    Raises: NotPermitted, QuarterRefused.
    """
    require(by, Permission.READ_PUBLISHED_EVALUATION, "查看更正内容")
    old, new = (read(_sealed(engine, quarter, each)[0]).results for each in (before, after))
    rows = []
    for table, names in COMPARED.items():
        left, right = (tables[table].set_index("project") for tables in (old, new))
        for project in sorted(set(left.index) | set(right.index)):
            for what in names:
                pair = [_cell(frame, project, what) for frame in (left, right)]
                if pair[0] != pair[1]:
                    rows.append((project, table, what, *pair))
    return pd.DataFrame(rows, columns=["project", "table", "what", "before", "after"]).astype(object)


def _cell(frame: pd.DataFrame, project: str, what: str) -> object:
    value = frame.at[project, what] if project in frame.index else None
    return None if pd.isna(value) else value


def _sealed(engine: Engine, quarter: str, sequence: int) -> tuple[str, str]:
    found = snapshots.document(engine, quarter=quarter, sequence=sequence)
    if found is None:
        raise QuarterRefused(f"没有 {quarter} 三评的第 {sequence} 次定稿。请从定稿列表中选择。")
    return found


def _document(connection: Connection, quarter: Quarter, *, closed: bool) -> str:
    marks = closed_marks(connection, quarter)
    unsigned = marks.assign(expert=marks["account_id"].map(expert_seats(connection, quarter)))
    unsigned = unsigned[["project", "expert", "panel", "round", "criterion", "weight", "mark"]]
    return document_of(frames_of(connection, quarter), unsigned, closed=closed)
