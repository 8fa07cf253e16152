"""Before 定稿: what stands in the way of publishing a quarter, and what a leader should know before doing it."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from actions.evaluation import Evaluated, evaluated
from data_access import evaluation_reads
from data_access.engine import Connection, Engine, reading
from data_access.evaluation_inputs import frames_of
from data_access.evaluation_quarters import find
from permissions import Permission, Person, require

MOST_NAMED = 8


@dataclass(frozen=True)
class Check:
    """One thing looked at: how much is open, the first projects concerned, whether there are more, whether it bars."""

    what: str
    open: int
    said: str
    projects: tuple[str, ...] = ()
    more: bool = False
    bars: bool = False

    @property
    def done(self) -> bool:
        """Nothing is open."""
        return self.open == 0


def checklist(engine: Engine, *, quarter: str, on: date, by: Person) -> list[Check]:
    """Everything looked at before publishing, as it would be if the quarter were published on this day.

    Raises: NotPermitted, NoSuchQuarter.
    """
    require(by, Permission.READ_EVALUATION, "查看发布前核对")
    with reading(engine) as connection:
        found = find(connection, quarter)
        whole = evaluated(frames_of(connection, found), closed=True)
        return [
            _rounds(whole),
            _weights(whole),
            *_sources(whole),
            *_open_matters(connection, whole),
            *_deadlines(whole, on),
        ]


def _rounds(whole: Evaluated) -> Check:
    still = [each.number for each in whole.rounds if each.is_open]
    said = "、".join(f"第 {number} 轮" for number in still)
    return Check(
        "专家评审轮次", len(still), f"{said}还没有关闭，先关闭才能定稿。" if still else "都已关闭。", bars=True
    )


def _weights(whole: Evaluated) -> Check:
    weights = whole.weights
    if weights.approved_by_name:
        return Check("权重", 0, f"第 {weights.id} 版，{weights.approved_by_name}确认。")
    return Check("权重", 1, f"第 {weights.id} 版还没有领导确认，发布后仍标“待市里确认”。")


def _sources(whole: Evaluated) -> list[Check]:
    table, results = whole.results.composites, whole.results
    incomplete = results.third_party["incomplete"]
    return [
        Check(
            "参评项目", int(table.empty), f"{len(table)} 个。" if len(table) else "没有参评项目，不能定稿。", bars=True
        ),
        _listed("缺一项来源", table["status"] == "provisional", "只有暂定分（待补），不评等级、不排名。"),
        _listed("没有得分", table["status"] == "none", "缺两项来源，或缺的一项全季度都没有。"),
        _listed("第三方评估不完整", incomplete, "缺失权重超过三成，不评等级。"),
        _listed("群众评议样本不足", results.citizens["too_few"], "参与率不足一成或没有登记应评人数，不排名。"),
        _listed("评委不足", results.experts["n"].between(1, 2), "有效评分不足三份，没有评审得分。"),
    ]


def _open_matters(connection: Connection, whole: Evaluated) -> list[Check]:
    objections = evaluation_reads.unanswered_objections(connection, whole.quarter)
    held = evaluation_reads.held_ratings(connection, whole.quarter)
    questions = evaluation_reads.unanswered_questions(connection, whole.quarter)
    asked = "请专家说明的都已答复。" if not questions else "请专家说明，还没有答复。"
    return [
        _counted("单位异议", objections, "还没有答复。", "都已答复。"),
        _counted("隔离的评议", held, "在隔离中，不计入得分；核实无误的先解除隔离。", "没有。"),
        Check("专家说明", questions, asked),
    ]


def _deadlines(whole: Evaluated, on: date) -> list[Check]:
    quarter = whole.quarter
    found = []
    for what, last, said in (
        ("群众评议截止", quarter.ratings_until, "此后的评议进不了定稿。"),
        ("第三方评估截止", quarter.assessment_due_on, "现在定稿，“未提供”的指标按 0 分计。"),
        ("异议期", quarter.objection_until, "现在定稿，单位不能再提异议。"),
    ):
        early = on <= last
        sentence = f"到 {last:%Y-%m-%d} 为止，还没有过。{said}" if early else f"{last:%Y-%m-%d} 已过。"
        found.append(Check(what, int(early), sentence))
    return found


def _listed(what: str, concerned: pd.Series, said: str) -> Check:
    numbers = tuple(concerned.index[concerned.to_numpy(dtype=bool)])
    return Check(what, len(numbers), said if numbers else "没有。", numbers[:MOST_NAMED], len(numbers) > MOST_NAMED)


def _counted(what: str, rows: pd.DataFrame, said: str, nothing: str) -> Check:
    total = int(rows["count"].sum())
    named = tuple(rows["project"])[:MOST_NAMED]
    return Check(what, total, said if total else nothing, named, len(rows) > MOST_NAMED)
