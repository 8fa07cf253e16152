"""季度三评报告: tables by project: three sources, composites and ranks, sensitivity to weights, 自评 and 点评."""

from collections.abc import Iterator

import pandas as pd

from data_access.report_reads import ReportMaterial
from glossary import EvaluationSource, Grade, labels
from reports.report_parts import Part, Table, Text
from reports.report_words import UNDEFINED, between, count, missing, place, places, plain, points, share, shortened

GRADES = labels(Grade)
SOURCES = labels(EvaluationSource)
# Neighbours that change places with so little are told apart by hardly anything.
CLOSE_POINTS = 5.0
LONGEST_COMMENT = 60


def titles(material: ReportMaterial) -> dict[str, str]:
    """Project → its title in one line."""
    return {number: plain(title) for number, title in material.projects["title"].items()}


def ordered(material: ReportMaterial) -> pd.DataFrame:
    """Composites with titles: by rank, then whoever is not ranked by score, then by number."""
    table = material.results.composites.assign(title=pd.Series(titles(material)))
    return table.rename_axis("project").sort_values(["rank", "score", "project"], ascending=[True, False, True])


def sources(material: ReportMaterial) -> Table:
    """Each source on its own, with how many it rests on."""
    found = material.results
    rows = []
    for number, row in ordered(material).iterrows():
        of_citizens, of_experts, of_third = (
            frame.loc[number] for frame in (found.citizens, found.experts, found.third_party)
        )
        rows.append(
            (
                _name(number, row["title"]),
                points(of_citizens["value"]),
                count(of_citizens["raters"]),
                share(of_citizens["participation"]) + ("*" if of_citizens["too_few"] else ""),
                points(of_experts["value"]),
                count(of_experts["n"]),
                points(of_third["value"]),
                share(of_third["missing_weight"]),
            )
        )
    header = ("项目", "群众\n评议", "评议\n人次", "参与率", "专家\n评审", "有效\n专家", "第三方", "缺项\n权重")
    return Table("三方评价", header, rows, (54, 16, 14, 14, 16, 14, 14, 14), frozenset(range(1, 8)))


def composites(material: ReportMaterial) -> Table:
    """Score, interval, grade with its probability, rank with its interval."""
    rows = []
    for number, row in ordered(material).iterrows():
        rank = place(row["rank"])
        rows.append(
            (
                rank,
                _name(number, row["title"]),
                points(row["score"], 2),
                between(row["low"], row["high"]),
                grade_in_words(row),
                places(row["rank_low"], row["rank_high"]),
                share(row["p_top3"]),
            )
        )
    header = ("名次", "项目", "综合\n得分", "95%区间", "等级与\n可能性", "名次90%\n区间", "进前三\n的可能")
    return Table("综合得分与名次", header, rows, (12, 46, 18, 23, 24, 18, 15), frozenset({0, 2, 3, 4, 5, 6}))


def grade_in_words(row: pd.Series) -> str:
    """良好 92%, 边界 where it is not sure, 待补 or 无得分 where there is none; each in a line of its own."""
    veto = "\n一票否决" if row["vetoed"] else ""
    if row["status"] == "none":
        return f"无得分{veto}"
    if missing(row["grade"]):
        lacking = "、".join(SOURCES[code] for code in row["missing"].split(",") if code)
        return f"待补：缺\n{lacking}{veto}"
    grade = row["grade"]
    edge = "\n边界" if row["borderline"] else ""
    return f"{GRADES[grade]} {share(row[f'p_{grade}'])}{edge}{veto}"


def sensitivity(material: ReportMaterial) -> Iterator[Part]:
    """Ranks under other weights, and the neighbours that are closest."""
    ranked = ordered(material)
    ranked = ranked[ranked["rank"].notna()]
    if ranked.empty:
        return
    rows = [
        (
            place(row["rank"]),
            _name(number, row["title"]),
            place(row["equal_rank"]),
            places(row["rank_best"], row["rank_worst"]),
            share(row["first_share"], 1),
        )
        for number, row in ranked.iterrows()
    ]
    header = ("名次", "项目", "三方等权", "权重±10%", "居首占比")
    yield Table("不同权重下的名次", header, rows, (14, 66, 24, 27, 25), frozenset({0, 2, 3, 4}))
    yield from _swaps(material)


def _swaps(material: ReportMaterial) -> Iterator[Part]:
    swaps, named = material.results.swaps, titles(material)
    close = swaps[swaps["moved"] < CLOSE_POINTS]
    if close.empty:
        yield Text(f"名次相邻的项目之间，挪动不足 {CLOSE_POINTS:.0f} 个百分点的权重都不会使先后互换。")
        return
    yield Text(f"下列名次相邻的项目，权重挪动不足 {CLOSE_POINTS:.0f} 个百分点就会互换，先后只宜作参考。")
    rows = [
        (
            named[row.ahead],
            named[row.behind],
            points(row.moved, 2),
            " ∶ ".join(points(getattr(row, source)) for source in SOURCES),
        )
        for row in close.itertuples(index=False)
    ]
    header = ("在前", "在后", "挪动\n百分点", "互换时的权重\n群众∶专家∶第三方")
    yield Table("先后容易互换的项目", header, rows, (49, 49, 20, 38), frozenset({2, 3}))


def beside(material: ReportMaterial) -> Iterator[Part]:
    """自评 beside the composite, 点评 beside the grade."""
    own = material.details.self_assessments.set_index("project")
    said = material.details.comments.drop_duplicates("project").set_index("project")
    table = ordered(material)
    rows = [
        _beside(number, row, own, said)
        for number, row in table.iterrows()
        if number in own.index or number in said.index
    ]
    lacking = [number for number in table.index if number not in own.index]
    assessed = table.index.isin(own.index)
    gaps = own["score"].astype(float).reindex(table.index[assessed]) - table["score"][assessed]
    if gaps.notna().any():
        high = int((gaps > 10).sum())
        yield Text(
            f"{assessed.sum()} 个项目有单位自评，自评比综合得分平均{_gap(gaps.mean())}；高出 10 分以上的 {high} 个。"
        )
    if lacking:
        yield Text(f"{len(lacking)} 个项目没有单位自评。")
    if rows:
        header = ("项目", "自评", "综合", "相差", "点评\n等级", "点评")
        yield Table("单位自评与领导点评", header, rows, (44, 14, 16, 16, 18, 48), frozenset({1, 2, 3, 4}))


def _beside(number: str, row: pd.Series, own: pd.DataFrame, said: pd.DataFrame) -> tuple[str, ...]:
    score = own["score"].get(number)
    grade = said["grade"].get(number)
    gap = None if missing(score) else score - row["score"]
    return (
        _name(number, row["title"]),
        points(score),
        points(row["score"], 2),
        UNDEFINED if missing(gap) else f"{gap:+.1f}",
        UNDEFINED if missing(grade) else GRADES[grade],
        shortened(plain(said["content"].get(number)), LONGEST_COMMENT) or UNDEFINED,
    )


def _gap(mean: float) -> str:
    return f"高 {mean:.1f} 分" if mean >= 0 else f"低 {-mean:.1f} 分"


def _name(number: str, title: str) -> str:
    return f"{title}\n{number}"
