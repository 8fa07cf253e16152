"""Material for reports without a database: a quarter of so many projects, scored by rule and not by chance."""

from datetime import date, datetime

import numpy as np
import pandas as pd

from data_access.evaluation_defaults import CRITERIA, INDICATORS, LEVEL_POINTS
from data_access.evaluation_quarters import Quarter
from data_access.evaluation_rules import Criterion, Indicator, WeightVersion
from data_access.report_reads import Earlier, ReportDetails, ReportMaterial, RuleSet
from data_access.review_rounds import Round
from glossary import QuarterState, RatingStage
from scoring.quarter import QuarterInputs, evaluate

AT = datetime(2025, 12, 31, 2, 0)
STAGES = tuple(stage.value for stage in RatingStage)
NAMES = {
    "department": {"housing": "住建局", "education": "教育局", "water": "水利和湖泊局"},
    "category": {"roads": "道路交通", "schools": "教育助学"},
    "township": {"north": "北城街道", "south": "南城街道"},
}
WHAT = ("老旧小区加装电梯", "学校门口限时停车", "农村饮水管网改造", "夜间公交延时", "社区托老食堂")


def material(projects: int = 8, experts: int = 6, rounds: int = 2, **changed: object) -> ReportMaterial:
    """A quarter being evaluated: one project lacks its assessment, one has few ratings, one is vetoed."""
    numbers = [f"XM-2025-{place:04d}" for place in range(1, projects + 1)]
    marks = _marks(numbers, experts, rounds)
    table = _projects(numbers)
    inputs = QuarterInputs(
        table.rename(columns={"category_code": "category", "reached_stage": "reached"}).assign(
            vetoed=table["veto_reason"].notna()
        )[["project", "category", "reached", "vetoed"]],
        _votes(numbers),
        pd.DataFrame({"project": numbers[:1], "held": [4]}),
        pd.DataFrame({"project": numbers, "stage": "handling", "invited": 60}),
        _totals(marks),
        _seats(numbers, experts, rounds),
        _values(numbers),
        STAGES,
        LEVEL_POINTS,
        (40.0, 30.0, 30.0),
        20254,
        True,
    )
    given = {
        "quarter": quarter(),
        "sealed": False,
        "is_demonstration": True,
        "projects": table.set_index("project"),
        "inputs": inputs,
        "results": evaluate(inputs),
        "marks": marks,
        "details": details(numbers),
        "names": NAMES,
        "earlier": _earlier(numbers),
        "at": AT,
    }
    return ReportMaterial(**{**given, **changed})


def quarter(state: QuarterState = QuarterState.OPEN) -> Quarter:
    days = date(2025, 12, 31), date(2025, 12, 20), date(2025, 12, 28)
    return Quarter(1, "2025Q4", 3, state, 1, 1, 1, LEVEL_POINTS, *days, 20254)


def details(numbers: list[str], **changed: object) -> ReportDetails:
    weights = WeightVersion(1, 40.0, 30.0, 30.0, "产品默认值", AT, "系统", None, None, None)
    criteria = pd.DataFrame([vars(Criterion(*row)) for row in CRITERIA])
    indicators = pd.DataFrame([vars(Indicator(*row)) for row in INDICATORS])
    own = pd.DataFrame(
        [(numbers[0], 95.0, "全部按期完成，群众反映好。"), (numbers[1], 78.5, "=1+1 电话13812345678")],
        columns=["project", "score", "content"],
    )
    said = [(numbers[0], "good", "再听听老人的意见。", AT), (numbers[2], None, "按期收尾。", AT)]
    evidence = [(number, name, "现场核查", "台账") for number in numbers for name in indicators["name"]]
    given = {
        "weights": weights,
        "rounds": [Round(1, date(2025, 12, 10), AT, AT), Round(2, date(2025, 12, 18), AT, AT)],
        "criteria": RuleSet("专家评审标准（默认）", "产品默认值，待市里确认", AT, "系统", criteria),
        "indicators": RuleSet("第三方评估指标（默认）", "产品默认值，待市里确认", AT, "系统", indicators),
        "self_assessments": own,
        "comments": pd.DataFrame(said, columns=["project", "grade", "content", "at"]),
        "evidence": pd.DataFrame(evidence, columns=["project", "indicator", "method", "evidence"]),
        "seal": None,
    }
    return ReportDetails(**{**given, **changed})


def _projects(numbers: list[str]) -> pd.DataFrame:
    places = np.arange(len(numbers))
    table = pd.DataFrame({"project": numbers})
    table["title"] = [f"{WHAT[place % 5]}项目{place + 1}" for place in places]
    table["category_code"] = np.where(places % 2, "roads", "schools")
    table["township_code"] = np.where(places % 2, "north", "south")
    table["department_code"] = np.array(["housing", "education", "water"])[places % 3]
    table["state"] = "implementing"
    table["reached_stage"] = np.array(STAGES)[2 + places % 3]
    table["veto_reason"] = pd.Series([None] * len(numbers), dtype=object)
    table.loc[2, "veto_reason"] = "资金使用有违规"
    return table


def _votes(numbers: list[str]) -> pd.DataFrame:
    rows = []
    for place, number in enumerate(numbers):
        few = place == 3
        for stage in STAGES[: 3 + place % 3]:
            for position, level in enumerate(LEVEL_POINTS):
                n = (1 if position == 0 and stage == "handling" else 0) if few else (place * 7 + position * 5 + 3) % 11
                held = 4 if place == 0 and position == 0 and stage == "handling" else 0
                rows.append((number, stage, level, n, n + held))
    return pd.DataFrame(rows, columns=["project", "stage", "level", "counted", "with_held"])


def _marks(numbers: list[str], experts: int, rounds: int) -> pd.DataFrame:
    criteria = [(row[0], row[2]) for row in CRITERIA]
    grid = np.indices((len(numbers), rounds, experts, len(criteria))).reshape(4, -1)
    project, round_, expert, criterion = grid
    mark = 55 + (project * 13) % 41 + (expert * 7 + criterion * 5 + project * expert) % 17 - 6 * (expert % 3 == 1)
    return pd.DataFrame(
        {
            "project": np.array(numbers, dtype=object)[project],
            "expert": expert + 1,
            "panel": np.where(expert % 2, "第二组", "第一组"),
            "round": round_ + 1,
            "criterion": np.array([name for name, _weight in criteria], dtype=object)[criterion],
            "weight": np.array([weight for _name, weight in criteria])[criterion],
            "mark": np.minimum(mark + round_, 100).astype(float),
        }
    )


def _totals(marks: pd.DataFrame) -> pd.DataFrame:
    weighed = marks.assign(points=marks["mark"] * marks["weight"])
    sums = weighed.groupby(["project", "expert", "round"])[["points", "weight"]].sum().reset_index()
    return sums.assign(score=sums["points"] / sums["weight"])[["project", "expert", "round", "score"]]


def _seats(numbers: list[str], experts: int, rounds: int) -> pd.DataFrame:
    rows = [(number, round_ + 1, experts + 2, 1, 0) for number in numbers for round_ in range(rounds)]
    return pd.DataFrame(rows, columns=["project", "round", "assigned", "recused", "abstained"])


def _values(numbers: list[str]) -> pd.DataFrame:
    rows = []
    for place, number in enumerate(numbers):
        if place == 1:
            continue
        for position, row in enumerate(INDICATORS):
            each = Indicator(*row)
            kind = ["provided"] * 8 + ["not_applicable", "not_provided"]
            kind = kind[(place + position) % 10] if place % 3 == 0 else "provided"
            value = each.floor + (each.target - each.floor) * ((place * 3 + position) % 6) / 4
            ends = (each.direction.value, each.floor, each.target, each.upper_target, each.upper_floor, each.weight)
            told = value if kind == "provided" else np.nan
            rows.append((number, each.name, each.family.value, kind, told, *ends, place == 4 and position == 0))
    names = ["project", "indicator", "family", "kind", "value", "direction", "floor", "target", "upper_target"]
    found = pd.DataFrame(rows, columns=[*names, "upper_floor", "weight", "late"])
    return found.astype(dict.fromkeys(["value", "floor", "target", "upper_target", "upper_floor", "weight"], float))


def _earlier(numbers: list[str]) -> Earlier:
    scores = [70.0 + 3 * place for place in range(len(numbers) - 1)]
    grades = ["good" if score >= 80 else "qualified" for score in scores]
    table = {"score": scores, "rank": np.arange(len(scores), 0, -1.0), "grade": grades, "status": "complete"}
    return Earlier("2025Q3", pd.DataFrame(table, index=pd.Index(numbers[:-1], name="project")))
