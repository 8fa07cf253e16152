"""How the 三评 reads on screen: sources, grades, flags, weights, and which project a row stands for."""

from collections.abc import Collection, Mapping

import pandas as pd
import streamlit as st

from data_access.evaluation_rules import WeightVersion
from glossary import EvaluationSource, Grade, QuarterState, labels
from scoring.quarter import GRADES, SOURCES
from ui.projects import project_words
from ui.text import UNDEFINED, number, percent, points

QUARTER_PAGE = "pages/evaluation/quarter.py"
PROJECT_PAGE = "pages/evaluation/project_evaluation.py"
PUBLICATION_PAGE = "pages/evaluation/publication.py"
SOURCE_NAMES, GRADE_NAMES = labels(EvaluationSource), labels(Grade)
STATE_COLOURS = {QuarterState.PREPARING: "gray", QuarterState.OPEN: "blue", QuarterState.PUBLISHED: "green"}
GRADE_COLOURS = {"excellent": "blue", "good": "blue", "qualified": "gray", "unqualified": "red"}
PROVISIONAL, BORDERLINE, VETOED, TOO_FEW = "待补", "边界", "一票否决", "样本不足"
INCOMPLETE, TOO_FEW_EXPERTS, NO_SCORE = "评估不完整", "评委不足", "无得分"
FLAG_COLOURS = {VETOED: "red", NO_SCORE: "orange", INCOMPLETE: "orange", PROVISIONAL: "orange"}
RULES = {
    "trimmed_mean": "去掉一个最高、一个最低后求平均（评委 5 人及以上）",
    "median": "取中位数（评委 3 或 4 人）",
    "too_few": "评委不足 3 人，没有得分",
}
SEVERITY_REFUSED = {
    "too_few_experts": "专家不足 3 人，分不清是评委严还是项目差，不作宽严校正。",
    "too_few_projects": "项目不足 5 个，分不清是评委严还是项目差，不作宽严校正。",
    "not_connected": "各组专家之间没有共同评过的项目，无法互相比较宽严，不作宽严校正。",
    "too_few_scores": "评分太少，看不出评分本身的波动，不作宽严校正。",
}


def in_words(quarter: str) -> str:
    """2025年三季度."""
    return project_words.quarter(quarter)


def state_badge(state: QuarterState) -> None:
    """Where the quarter stands."""
    st.badge(state.label, color=STATE_COLOURS[state])


def flags(evaluated, project: str) -> list[str]:
    """What stands beside the score of a project, what weighs most first."""
    results, row = evaluated.results, evaluated.results.composites.loc[project]
    said = {
        VETOED: row["vetoed"],
        NO_SCORE: row["status"] == "none",
        PROVISIONAL: row["status"] == "provisional",
        INCOMPLETE: results.third_party.at[project, "incomplete"],
        TOO_FEW: results.citizens.at[project, "too_few"],
        TOO_FEW_EXPERTS: 0 < results.experts.at[project, "n"] < 3,
        BORDERLINE: row["borderline"],
    }
    return [flag for flag, holds in said.items() if holds]


def badges(names: list[str]) -> str:
    """Flags as coloured badges in Markdown."""
    return " ".join(f":{FLAG_COLOURS.get(name, 'gray')}-badge[{name}]" for name in names)


def missing_sources(codes: str) -> str:
    """群众评议、专家评审 for the codes of missing sources; empty when none is."""
    return "、".join(SOURCE_NAMES[code] for code in codes.split(",") if code)


def grade(code: str | None) -> str:
    """A grade's name; — without one."""
    return GRADE_NAMES.get(code, UNDEFINED) if isinstance(code, str) else UNDEFINED


def rank(row, *, interval: bool = True) -> str:
    """8（4—12）: the rank with its 90 % interval; — when not ranked."""
    if row["rank"] != row["rank"]:
        return UNDEFINED
    return (
        f"{number(row['rank'])}（{number(row['rank_low'])}—{number(row['rank_high'])}）"
        if interval
        else number(row["rank"])
    )


def weights(version: WeightVersion) -> str:
    """群众评议 40、专家评审 30、第三方评估 30."""
    return "、".join(f"{SOURCE_NAMES[source]} {getattr(version, source):g}" for source in SOURCES)


def approval(version: WeightVersion) -> str:
    """Who stands behind the weights; 待市里确认 when nobody does yet."""
    if not version.approved_by_name:
        return "待市里确认"
    document = f"，{version.approved_with}" if version.approved_with else ""
    return f"{version.approved_by_name}确认{document}"


def chances(row) -> str:
    """优秀 17.7 %，良好 82.3 %: the grades a project may have, the likely ones."""
    likely = [(code, row[f"p_{code}"]) for code in GRADES if row[f"p_{code}"] >= 0.0005]
    return "，".join(f"{GRADE_NAMES[code]} {percent(chance)}" for code, chance in likely) or UNDEFINED


def ordered(composites: pd.DataFrame) -> pd.DataFrame:
    """Ranked projects by rank, then the others by score, those without a score last."""
    return composites.sort_values(["rank", "score"], ascending=[True, False], kind="stable", na_position="last")


def names_of(evaluated) -> pd.Series:
    """Project number → a title that is told apart from every other of the quarter."""
    titles = evaluated.projects["title"]
    twice = titles.duplicated(keep=False)
    return titles.where(~twice, titles + "（" + titles.index.str.rsplit("-", n=1).str[-1] + "）")


def table(
    frame: pd.DataFrame, columns: Mapping[str, str], *, scores: Collection[str] = (), key: str, **options
) -> None:
    """The named columns under their Chinese labels, scores to two decimals and never by a bound they miss."""
    shown = frame.assign(**{name: rounded(frame[name].astype(float)) for name in scores})
    settings = {name: st.column_config.Column(label) for name, label in columns.items()}
    settings |= {name: st.column_config.NumberColumn(columns[name], format="%.2f") for name in scores}
    settings |= options.pop("settings", {})
    given = {"hide_index": True, "placeholder": UNDEFINED, "key": key, **options}
    st.dataframe(shown[list(columns)], column_config=settings, **given)


def rounded(values: pd.Series, digits: int = 2) -> pd.Series:
    """Scores as numbers for a table that sorts, written as ui.text.points writes them."""
    return pd.Series([float("nan") if value != value else float(points(value, digits)) for value in values],
                     index=values.index, dtype=float)  # fmt: skip
