"""季度三评, the main picture and the table to act on: three sources, composite, grade and rank of every project."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from actions.evaluation import Evaluated
from scoring.quarter import SOURCES
from ui import address, chart_evaluation, loaders, phones, tables
from ui.chart_style import clickable
from ui.evaluation import evaluation_loaders, evaluation_terms
from ui.listings import PICKED
from ui.projects import project_words
from ui.text import number, percent

AT_ONCE = 25
ADDRESS = "evaluation_list.address"
LISTS = {"department": "主责单位", "category": "分类"}
PANELS = (*evaluation_terms.SOURCE_NAMES.values(), "综合得分")
# As wide as what they hold, so that all scores are in sight on a desktop, and score and grade on a phone.
WIDTHS = {"名次": 88, "项目": 240, "综合得分": 72, "等级": 56, "标记": 84, **dict.fromkeys(PANELS[:-1], 76)}
PHONE_WIDTHS = {"项目": 132, "综合得分": 72, "等级": 58}


@dataclass(frozen=True)
class Wanted:
    """Which projects of the quarter are shown."""

    words: str = ""
    departments: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


def way_back(quarter: str) -> dict[str, str]:
    """The query parameters the list of this quarter had when this person left it."""
    left = st.session_state.get(ADDRESS, {})
    return left if left.get("quarter") == quarter else {"quarter": quarter}


def filters(key: str) -> Wanted:
    """Words and a popover with the lists, in the address."""
    words = address.words(
        "查找", "q", key=f"{key}.q", placeholder="项目名称或编号", width=240, label_visibility="collapsed"
    )
    options = {name: loaders.names(name) for name in LISTS}
    chosen = address.lists(LISTS, options, key=key)
    return Wanted(words, chosen["department"], chosen["category"])


def matching(evaluated: Evaluated, wanted: Wanted) -> list[str]:
    """Numbers of the projects wanted, ranked ones first."""
    projects = evaluated.projects
    kept = pd.Series(True, index=projects.index)
    if wanted.words:
        written = projects["title"] + " " + projects.index
        kept &= written.str.contains(wanted.words, case=False, regex=False)
    for name, codes in (("department_code", wanted.departments), ("category_code", wanted.categories)):
        kept &= projects[name].isin(codes) if codes else True
    order = evaluation_terms.ordered(evaluated.results.composites)
    return [project for project in order.index if kept[project]]


def show(evaluated: Evaluated, *, key: str) -> None:
    """The picture of one page of projects, then the table of all; choosing one opens its derivation."""
    row = st.container(horizontal=True, vertical_alignment="center")
    with row:
        wanted = filters(key)
    numbers = matching(evaluated, wanted)
    st.session_state[ADDRESS] = {**st.query_params.to_dict(), "quarter": evaluated.quarter.quarter}
    if not numbers:
        st.info("没有符合条件的项目，请换个词或放宽条件。")
        return
    with row:
        shown = page_of(numbers, key=f"{key}.page")
    picture(evaluated, shown, key=f"{key}.picture")
    table(evaluated, numbers, evaluation_loaders.own_scores(evaluated.quarter.quarter), key=f"{key}.table")


def page_of(numbers: list[str], *, key: str) -> list[str]:
    """As many projects as a chart takes, by a choice in the address."""
    pages = -(-len(numbers) // AT_ONCE)
    if pages == 1:
        return numbers
    names = {
        str(page): f"第 {page * AT_ONCE + 1}—{min((page + 1) * AT_ONCE, len(numbers))} 个" for page in range(pages)
    }
    page = int(address.one("图中的项目", "page", names, key=key, default="0"))
    return numbers[page * AT_ONCE : (page + 1) * AT_ONCE]


def picture(evaluated: Evaluated, numbers: list[str], *, key: str) -> None:
    """Three sources side by side and the composite; a click on a point opens the project."""
    builder = chart_evaluation.together if phones.is_phone() else chart_evaluation.side_by_side
    title = _finding(evaluated)
    spec = loaders.chart_spec(builder, chart_rows(evaluated, numbers), {"panels": PANELS, "title": title})
    opened(st.vega_lite_chart(clickable(spec), width="stretch", key=key, selection_mode=PICKED, on_select="rerun"),
           evaluated.quarter.quarter)  # fmt: skip
    st.caption(
        "点为得分，横线为 95 % 区间；空心：待补或不排名。右侧依次为评议人次、评委数、有数值的指标数；"
        "综合得分右侧为等级、名次（90 % 区间）。点一个点打开项目。"
    )


def opened(picked, quarter: str) -> None:
    """Go to the project whose mark was clicked."""
    points = picked.selection.get(PICKED, []) if picked else []
    if points:
        open_project(quarter, points[0][PICKED])


def open_project(quarter: str, project: str) -> None:
    """Go to the derivation of one project."""
    st.switch_page(evaluation_terms.PROJECT_PAGE, query_params={"quarter": quarter, "project": project})


def _finding(evaluated: Evaluated) -> str:
    table = evaluated.results.composites
    first = table[table["rank"] == 1]
    if first.empty:
        return "还没有可以排名的项目"
    sure = first["p_first"].iloc[0]
    name = evaluated.projects.at[first.index[0], "title"]
    return f"{name}综合得分最高，按误差确为第一的可能 {percent(sure, 0)}"


def chart_rows(evaluated: Evaluated, numbers: list[str]) -> pd.DataFrame:
    """One row per project and panel that has a value, as ui.chart_evaluation wants them."""
    results, names = evaluated.results, evaluation_terms.names_of(evaluated)
    table = results.composites
    rows = []
    for project in numbers:
        whole = table.loc[project]
        name = f"{number(whole['rank'])} {names[project]}" if whole["rank"] == whole["rank"] else names[project]
        for panel, source in zip(PANELS, SOURCES, strict=False):
            found = getattr(results, source).loc[project]
            low, high = (found["low"], found["high"]) if "low" in found else _around(found)
            hollow = source == "citizens" and bool(found["too_few"])
            rows.append((project, name, panel, found["value"], low, high, hollow, _count(source, found), False))
        note, alarm = _outcome(evaluated, project, whole)
        ranked = whole["rank"] == whole["rank"]
        rows.append((project, name, PANELS[-1], whole["score"], whole["low"], whole["high"], not ranked, note, alarm))
    columns = ["project", "name", "panel", "value", "low", "high", "hollow", "note", "alarm"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({"value": float, "low": float, "high": float})


def _around(found: pd.Series) -> tuple[float, float]:
    reach = 1.959963984540054 * found["se"]
    return max(0.0, found["value"] - reach), min(100.0, found["value"] + reach)


def _count(source: str, found: pd.Series) -> str:
    if found["value"] != found["value"]:
        return "缺"
    if source == "citizens":
        return f"{number(found['raters'])} 人次"
    if source == "experts":
        return f"{number(found['n'])} 人"
    return f"{number(found['provided'])} / {number(found['indicators'])}"


def _outcome(evaluated: Evaluated, project: str, whole: pd.Series) -> tuple[str, bool]:
    flags = evaluation_terms.flags(evaluated, project)
    parts = [evaluation_terms.grade(whole["grade"])] if isinstance(whole["grade"], str) else []
    if whole["rank"] == whole["rank"]:
        parts.append(evaluation_terms.rank(whole))
    if evaluation_terms.VETOED in flags:
        parts.insert(0, "否决")
    elif not parts:
        parts += flags[:1]
    return " ".join(parts), evaluation_terms.VETOED in flags


def table(evaluated: Evaluated, numbers: list[str], own: pd.Series, *, key: str) -> None:
    """All projects wanted; choosing a row opens the project."""
    shown = in_chinese(evaluated, own).loc[numbers].reset_index(drop=True)
    widths = WIDTHS | (PHONE_WIDTHS if phones.is_phone() else {})
    if phones.is_phone():
        shown = shown[[*PHONE_WIDTHS, *(name for name in shown if name not in PHONE_WIDTHS)]]
    settings = {name: st.column_config.Column(width=wide) for name, wide in widths.items()}
    for name in (*PANELS, "自评", "自评差"):
        settings[name] = st.column_config.NumberColumn(format="%.2f", width=widths.get(name))
    picked = st.dataframe(
        shown,
        hide_index=True,
        key=key,
        on_select="rerun",
        selection_mode="single-row",
        placeholder="—",
        column_config=settings,
    )
    st.caption(f"共 {number(len(numbers))} 个。点一行左边的方框，看这个项目每个数字的来历。")
    for position in picked.selection.rows:
        open_project(evaluated.quarter.quarter, numbers[position])
    tables.downloads(shown, f"季度三评_{evaluated.quarter.quarter}", key=f"{key}.file")


def in_chinese(evaluated: Evaluated, own: pd.Series) -> pd.DataFrame:
    """Every project of the quarter as people read it, by number."""
    results, projects, table = evaluated.results, evaluated.projects, evaluated.results.composites
    rounded = evaluation_terms.rounded
    score = rounded(table["score"])
    own_score = own.reindex(table.index).astype(float)
    counts = {
        "人次": results.citizens["raters"],
        "参与率": [percent(share) for share in results.citizens["participation"]],
        "评委": results.experts["n"],
        "指标": [f"{row.provided} / {row.indicators}" for row in results.third_party.itertuples()],
    }
    return pd.DataFrame(
        {
            "名次": [evaluation_terms.rank(row) for _, row in table.iterrows()],
            "项目": projects["title"].reindex(table.index),
            "综合得分": score,
            "等级": [evaluation_terms.grade(code) for code in table["grade"]],
            "标记": ["、".join(evaluation_terms.flags(evaluated, project)) for project in table.index],
            **{name: rounded(table[code]) for code, name in evaluation_terms.SOURCE_NAMES.items()},
            **counts,
            "自评": own_score,
            "自评差": rounded(own_score - table["score"]),
            "主责单位": [project_words.department(code) for code in projects["department_code"].reindex(table.index)],
            "编号": table.index,
        },
        index=table.index,
    )
