"""What the actions of 第三方评估 check of a value before it is recorded, and the sentences they refuse with."""

import math
from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from actions.quarter_checks import NoSuchQuarter, Quarter, QuarterRefused
from actions.typed_text import plain
from data_access import assessments
from data_access.assessments import Assessment
from data_access.engine import Connection
from data_access.masking import masked
from glossary import ValueKind
from permissions import NotPermitted, Person

# Every refusal a screen has to show.
REFUSALS = (QuarterRefused, NoSuchQuarter, NotPermitted)
LONGEST_METHOD, LONGEST_EVIDENCE, LONGEST_REASON, LONGEST_CONTENT = 2000, 1000, 200, 2000
GREATEST = 1e12
NOTHING_STORED = "没有存入任何内容"


@dataclass(frozen=True)
class Value:
    """What the assessor says about one indicator; `evidence` holds the reason where it does not apply."""

    indicator_id: int
    kind: ValueKind
    value: float | None = None
    evidence: str = ""
    reason: str = ""  # why a value that was submitted is corrected


def own(connection: Connection, quarter: Quarter, number: str, by: Person) -> Assessment:
    """The assessment of a project that is this person's. Raises: QuarterRefused, also for projects of others."""
    found = assessments.assessment(connection, quarter, number)
    if found is None or found.account_id != by.account_id:
        raise QuarterRefused(
            f"{quarter.quarter} 没有把项目 {number[:24]} 分派给您评估，{NOTHING_STORED}。请从列表中选择。"
        )
    return found


def carried(connection: Connection, quarter: Quarter, number: str, by: Person) -> int:
    """The id of an evaluated project of this person's department. Raises: QuarterRefused, also for others' projects."""
    refused = QuarterRefused(
        f"项目 {number[:24]} 不是贵单位主责或配合的 {quarter.quarter} 参评项目，{NOTHING_STORED}。请从列表中选择。"
    )
    if not by.department_code:
        raise refused
    found = assessments.projects(connection, quarter, department=by.department_code, number=number)
    if found.empty:
        raise refused
    return int(found["project_id"].iloc[0])


def written(text: str, longest: int, what: str, *, shortest: int = 1) -> str:
    """What somebody wrote, tidied, phone and identity numbers masked. Raises: QuarterRefused."""
    text = masked(plain(text))
    if len(text) < shortest:
        wish = f"请填写{what}" if shortest == 1 else f"{what}至少写 {shortest} 个字"
        raise QuarterRefused(f"{wish}，{NOTHING_STORED}。")
    if len(text) > longest:
        raise QuarterRefused(f"{what}不能超过 {longest} 个字（现有 {len(text)} 个），{NOTHING_STORED}。")
    return text


def fault(given: Value) -> str | None:
    """What is wrong with one value, to follow the indicator's name; None when nothing is."""
    if len(given.evidence) > LONGEST_EVIDENCE:
        return f"的依据不能超过 {LONGEST_EVIDENCE} 个字"
    if given.kind is ValueKind.PROVIDED:
        if given.value is None or not math.isfinite(given.value) or abs(given.value) > GREATEST:
            return "没有填数值"
        return None if given.evidence else "有数值，还要写明依据"
    if given.value is not None:
        return f"选了“{given.kind.label}”，不能再填数值"
    if given.kind is ValueKind.NOT_APPLICABLE and not given.evidence:
        return "选了“不适用”，要写明原因"
    return None


def tidied(given: Value) -> Value:
    """The same with its texts as they are stored."""
    value = None if given.value is None else float(given.value) + 0.0
    return Value(
        given.indicator_id, ValueKind(given.kind), value, masked(plain(given.evidence)), masked(plain(given.reason))
    )


def changed(values: Collection[Value], latest: pd.DataFrame, *, is_submitted: bool) -> list[Value]:
    """Those that say something else than what is stored, checked. `latest`: rows of one assessment.

    Raises: QuarterRefused, naming the indicator.
    """
    stored = {int(row.indicator_id): row for row in latest.itertuples()}
    new: dict[int, Value] = {}
    for given in map(tidied, values):
        row = stored.get(given.indicator_id)
        if row is None:
            raise QuarterRefused(f"有一个指标不在本季度的指标里，{NOTHING_STORED}。请刷新后再填。")
        wrong = fault(given)
        if wrong:
            raise QuarterRefused(f"“{row.name}”{wrong}，{NOTHING_STORED}。")
        if said(row) == (given.kind, given.value, given.evidence):
            continue
        if is_submitted and not 2 <= len(given.reason) <= LONGEST_REASON:
            raise QuarterRefused(f"“{row.name}”提交后更正要写明原因（2 至 {LONGEST_REASON} 个字），{NOTHING_STORED}。")
        new[given.indicator_id] = given
    return list(new.values())


def said(row) -> tuple[ValueKind | None, float | None, str]:
    """Kind, value and evidence of a row of `latest_values`."""
    if row.kind is None:
        return None, None, ""
    value = None if row.value is None or row.value != row.value else float(row.value)
    return ValueKind(row.kind), value, row.evidence
