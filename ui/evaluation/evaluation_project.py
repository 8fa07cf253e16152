"""项目三评: one project's results of a quarter, and the composite worked out from its sources."""

import numpy as np
import pandas as pd
import streamlit as st

from actions.evaluation import Evaluated
from scoring.combination import category_priors
from scoring.grades import BOUNDS
from scoring.quarter import SOURCES
from ui import headline, loaders, phones
from ui.evaluation import evaluation_definitions, evaluation_head, evaluation_list, evaluation_loaders, evaluation_terms
from ui.evaluation.evaluation_definitions import DEFINITIONS
from ui.projects import project_words
from ui.text import UNDEFINED, between, escaped, number, percent, points, signed

PARTS = {
    "chain": "得分由来",
    "citizens": "群众评议",
    "experts": "专家评审",
    "third_party": "第三方评估",
    "words": "自评与点评",
    "history": "历季比较",
}


def way_back(quarter: str = "") -> None:
    """The link to the quarter."""
    query = evaluation_list.way_back(quarter) if quarter else {}
    st.page_link(evaluation_terms.QUARTER_PAGE, label="季度三评", icon=":material/arrow_back:", query_params=query)


def head(evaluated: Evaluated, project: str) -> None:
    """Title, flags, and the figures one asks for first."""
    row = evaluated.projects.loc[project]
    way_back(evaluated.quarter.quarter)
    st.title(escaped(row["title"]))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        evaluation_head.state_of(evaluated)
        flags = evaluation_terms.flags(evaluated, project)
        if flags:
            st.markdown(evaluation_terms.badges(flags))
    parts = [
        evaluation_terms.in_words(evaluated.quarter.quarter),
        project,
        loaders.names("category").get(row["category_code"], "未分类"),
        loaders.names("township").get(row["township_code"], "全市"),
        f"主责 {project_words.department(row['department_code'])}",
    ]
    st.caption("　".join(map(escaped, parts)))
    if isinstance(row["veto_reason"], str):
        st.error(f"一票否决：{escaped(row['veto_reason'].rstrip('。'))}。否决列在得分旁边，不改动得分、等级和名次。")
    evaluation_head.said_of_correction(evaluated)
    _figures(evaluated, project)


def _figures(evaluated: Evaluated, project: str) -> None:
    whole = evaluated.results.composites.loc[project]
    ranked = int(evaluated.results.composites["rank"].notna().sum())
    self_score = float(evaluation_loaders.own_scores(evaluated.quarter.quarter).get(project, float("nan")))
    provisional = whole["status"] == "provisional"
    cards = (
        (
            "综合得分",
            points(whole["score"], 2),
            f"95 % 区间 {between(whole['low'], whole['high'], 2)}" + ("  \n暂定，待补" if provisional else ""),
        ),
        ("等级", evaluation_terms.grade(whole["grade"]), evaluation_terms.chances(whole)),
        ("名次区间", evaluation_terms.rank(whole, interval=False), _rank_span(whole, ranked)),
        ("自评差", signed(self_score - whole["score"], 2), f"单位自评 {points(self_score, 2)}"),
    )
    with headline.cards():
        for label, value, below in cards:
            headline.plain_metric(label, value, explained=DEFINITIONS[label], below=below)


def _rank_span(whole: pd.Series, ranked: int) -> str:
    if whole["rank"] != whole["rank"]:
        return f"不排名；{number(ranked)} 个项目排名"
    return f"90 % 区间 {number(whole['rank_low'])}—{number(whole['rank_high'])}，共 {number(ranked)} 名"


def chain(evaluated: Evaluated, project: str) -> None:
    """From the composite down to the sources, every step worked out."""
    whole = evaluated.results.composites.loc[project]
    st.subheader("综合得分怎样算出")
    if whole["status"] == "none":
        st.warning(
            f"缺{evaluation_terms.missing_sources(whole['missing'])}，没有综合得分。"
            "缺的不按 0 分计，也不把权重摊给其他来源。"
        )
    st.markdown(worked_out(evaluated, project, in_lines=phones.is_phone()))
    st.caption("每项得分的来历，在上面的“群众评议”“专家评审”“第三方评估”里，一直到不署名的逐条评议和评分。")
    if whole["status"] == "provisional":
        st.warning(
            f"缺{evaluation_terms.missing_sources(whole['missing'])}，以上得分为暂定分：缺的一项按同类项目该来源的均值暂代，"
            "不评等级、不排名。"
        )
    if whole["status"] != "none":
        _interval(evaluated, project)
    for row in evaluated.results.contradictions.itertuples():
        if row.project == project:
            names = evaluation_terms.SOURCE_NAMES
            st.warning(
                f"来源矛盾：{names[row.high_source]}为{evaluation_terms.grade(row.high_grade)}，"
                f"{names[row.low_source]}为{evaluation_terms.grade(row.low_grade)}。"
            )
    evaluation_definitions.explained("综合得分", "等级", "边界", "名次区间", "占全部权重组合")


def sources(evaluated: Evaluated, project: str) -> pd.DataFrame:
    """What enters the composite; Columns: weight, value, se, known; index SOURCES. An unknown one has its prior."""
    table = evaluated.results.composites[list(SOURCES)]
    categories = evaluated.projects["category_code"].reindex(table.index)
    means, variances = category_priors(table.to_numpy(dtype=float), categories)
    place = table.index.get_loc(project)
    known = table.loc[project].notna().to_numpy()
    errors = [getattr(evaluated.results, source).at[project, "se"] for source in SOURCES]
    return pd.DataFrame(
        {
            "weight": [getattr(evaluated.weights, source) for source in SOURCES],
            "value": np.where(known, table.loc[project].to_numpy(dtype=float), means[place]),
            "se": np.where(known, np.array(errors, dtype=float), np.sqrt(variances[place])),
            "known": known,
        },
        index=pd.Index(SOURCES),
    )


def worked_out(evaluated: Evaluated, project: str, *, in_lines: bool = False) -> str:
    """The weighted mean in Markdown, with the sum and the division below: a table, or `in_lines` for a phone."""
    found, score = sources(evaluated, project), evaluated.results.composites.at[project, "score"]
    if in_lines:
        return _lines(found, score)
    lines = ["| 来源 | 得分 | 标准误 | 权重 | 得分 × 权重 |", "| --- | ---: | ---: | ---: | ---: |"]
    for source, row in found.iterrows():
        name = evaluation_terms.SOURCE_NAMES[source] + ("" if row["known"] else "（待补，按同类均值）")
        product = row["value"] * row["weight"]
        cells = [name, points(row["value"], 3), points(row["se"], 3), f"{row['weight']:g}", points(product, 2)]
        lines.append(f"| {' | '.join(cells)} |")
    total = (found["value"] * found["weight"]).sum(skipna=False)
    shown = UNDEFINED if score != score else f"{points(total, 2)} ÷ {found['weight'].sum():g} = **{points(score, 3)}**"
    return "\n".join([*lines, f"| **综合得分** | {shown} | | {found['weight'].sum():g} | {points(total, 2)} |"])


def _lines(found: pd.DataFrame, score: float) -> str:
    rows = [
        f"- {evaluation_terms.SOURCE_NAMES[source]}{'' if row['known'] else '（待补，按同类均值）'}　"
        f"{points(row['value'], 3)} × {row['weight']:g} = {points(row['value'] * row['weight'], 2)}"
        f"　:gray[标准误 {points(row['se'], 3)}]"
        for source, row in found.iterrows()
    ]
    total = (found["value"] * found["weight"]).sum(skipna=False)
    whole = UNDEFINED if score != score else f"{points(total, 2)} ÷ {found['weight'].sum():g} = **{points(score, 3)}**"
    return "\n".join([*rows, f"- 综合得分　{whole}"])


def _interval(evaluated: Evaluated, project: str) -> None:
    whole = evaluated.results.composites.loc[project]
    st.subheader("误差、等级和名次")
    said = [
        f"标准误 {points(whole['se'], 3)}：各项标准误按权重合成，√Σ（权重 × 标准误）² ÷ Σ权重。"
        f"95 % 区间为 {points(whole['score'], 2)} ± 1.96 × {points(whole['se'], 3)}，"
        f"即 {between(whole['low'], whole['high'], 2)}。"
    ]
    if isinstance(whole["grade"], str):
        said.append(_grades(whole))
    if whole["rank"] == whole["rank"]:
        said.append(_ranks(whole))
    else:
        said.append("不排名：" + ("缺来源。" if whole["status"] != "complete" else "群众评议样本不足。"))
    st.markdown("\n\n".join(said))


def _grades(whole: pd.Series) -> str:
    near = min(BOUNDS, key=lambda bound: abs(whole["score"] - bound))
    distance = whole["score"] - near
    of_error = f"，是标准误的 {points(abs(distance) / whole['se'], 2)} 倍" if whole["se"] > 0 else ""
    side = "高出" if distance >= 0 else "低于"
    said = f"离得最近的等级线是 {near:g} 分，{side} {points(abs(distance), 2)} 分{of_error}。"
    own = whole[f"p_{whole['grade']}"]
    verdict = "不到八成，标“边界”" if whole["borderline"] else "达到八成"
    return f"{said}按正态分布，各等级的可能：{evaluation_terms.chances(whole)}；所在等级 {percent(own)}，{verdict}。"


def _ranks(whole: pd.Series) -> str:
    return (
        f"名次 {evaluation_terms.rank(whole)}；排第一的可能 {percent(whole['p_first'])}，"
        f"进前三的可能 {percent(whole['p_top3'])}。"
        f"三项权重相等时第 {number(whole['equal_rank'])} 名；每项权重各增减一成时最好第 {number(whole['rank_best'])}、"
        f"最差第 {number(whole['rank_worst'])} 名；在一切可能的权重中有 {percent(whole['first_share'])} 排第一。"
    )
