"""季度三评报告: by lead department, by category, and against the last published quarter."""

from collections.abc import Iterator

import pandas as pd

from data_access.quarters import in_words
from data_access.report_reads import ReportMaterial
from glossary import EvaluationSource, Grade, labels
from reports import chart_pictures
from reports.quarter_tables import GRADES, ordered
from reports.report_parts import Part, Picture, Table, Text
from reports.report_words import UNDEFINED, count, missing, points, signed

SOURCES = labels(EvaluationSource)
# Fewer say little about whoever led them.
FEW = 3
COLUMNS = ("项目", "三方\n齐全", "群众\n评议", "专家\n评审", "第三\n方", "综合", "优秀", "良好", "合格", "不合\n格")
VIEWS = (("department", "主责单位"), ("category", "类别"))


def groups(material: ReportMaterial) -> Iterator[Part]:
    """Means over the projects of each group whose three sources are complete; small groups say so."""
    yield Text(
        f"以下为项目得分的简单平均，综合得分只计三方齐全的项目；带“*”的不足 {FEW} 个，仅供参考，不作单位之间的评比。"
    )
    for name, label in VIEWS:
        table = _by_group(material, name)
        yield Table(
            f"分{label}情况",
            (label, *COLUMNS),
            [_group_row(group, row) for group, row in table.iterrows()],
            (40, 11, 12, 13, 13, 13, 14, 10, 10, 10, 10),
            frozenset(range(1, 11)),
        )
        if name == "department" and table["score"].notna().any():
            yield _picture(table, label)


def _by_group(material: ReportMaterial, name: str) -> pd.DataFrame:
    codes = material.projects[f"{name}_code"]
    named = codes.map(material.names.get(name, {})).fillna("未分类" if name == "category" else "未确定")
    table = material.results.composites.assign(group=named, n=1)
    table["complete"] = (table["status"] == "complete").astype(int)
    table["counted"] = table["score"].where(table["status"] == "complete")
    for grade in Grade:
        table[grade.value] = (table["grade"] == grade.value).astype(int)
    grouped = table.groupby("group")
    means = grouped[[*SOURCES, "counted"]].mean().rename(columns={"counted": "score"})
    sums = grouped[["n", "complete", *(grade.value for grade in Grade)]].sum()
    return pd.concat([means, sums], axis=1).sort_values("score", ascending=False, na_position="last", kind="stable")


def _group_row(group: str, row: pd.Series) -> tuple[str, ...]:
    small = "*" if row["complete"] < FEW else ""
    return (
        f"{group}{small}",
        count(row["n"]),
        count(row["complete"]),
        *(points(row[source]) for source in SOURCES),
        points(row["score"]),
        *(count(row[grade.value]) for grade in Grade),
    )


def _picture(table: pd.DataFrame, label: str) -> Picture:
    shown = table.head(20)
    rows = [(group, SOURCES[source], row[source]) for group, row in shown.iterrows() for source in SOURCES]
    spec = chart_pictures.source_bars(pd.DataFrame(rows, columns=["title", "source", "value"]))
    words = "，".join(f"{group}综合平均 {points(row['score'])} 分" for group, row in shown.head(5).iterrows())
    return Picture(f"分{label}三方平均得分", spec, words)


def comparison(material: ReportMaterial) -> Iterator[Part]:
    """The same projects in the last published quarter."""
    earlier = material.earlier
    if earlier is None:
        yield Text("此前没有定稿发布的季度，不作比较。")
        return
    now, before = ordered(material), earlier.composites
    both = now[now.index.isin(before.index)]
    name = in_words(earlier.quarter)
    new, gone = len(now) - len(both), int((~before.index.isin(now.index)).sum())
    yield Text(f"与{name}定稿相比，两季都参评的项目 {len(both)} 个，本季新增 {new} 个，不再参评 {gone} 个。")
    if both.empty:
        return
    # A provisional score is an estimate of what is missing: no basis for a change.
    then = before.reindex(both.index)
    complete = (both["status"] == "complete") & (then["status"] == "complete")
    change = (both["score"] - then["score"]).where(complete)
    if change.notna().any():
        up, down = int((change > 0).sum()), int((change < 0).sum())
        yield Text(
            f"两季三方均齐全的 {change.notna().sum()} 个，综合得分平均变化 {signed(change.mean())} 分，"
            f"上升 {up} 个、下降 {down} 个。名次受参评项目增减影响，只比得分和等级。"
        )
    rows = [_change_row(number, row, then.loc[number], change[number]) for number, row in both.iterrows()]
    header = ("项目", f"{name}", "本季", "变化", "等级变化")
    yield Table(f"与{name}比较", header, rows, (58, 28, 28, 18, 24), frozenset({1, 2, 3, 4}))


def _change_row(number: str, row: pd.Series, then: pd.Series, change: float) -> tuple[str, ...]:
    grades = [UNDEFINED if missing(grade) else GRADES[grade] for grade in (then["grade"], row["grade"])]
    return (
        f"{row['title']}\n{number}",
        points(then["score"], 2) + ("（待补）" if then["status"] == "provisional" else ""),
        points(row["score"], 2) + ("（待补）" if row["status"] == "provisional" else ""),
        signed(change, 2),
        grades[0] if grades[0] == grades[1] else " → ".join(grades),
    )
