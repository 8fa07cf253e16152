"""概览 of 群众评议: how many rated of how many asked, and what it comes to for each project."""

import pandas as pd
import streamlit as st

from glossary import QuarterState
from ui import address, chart_ratings, headline, loaders, phones, tables
from ui.chart_style import clickable
from ui.listings import PICKED
from ui.ratings import ratings_words
from ui.ratings.ratings_loaders import CitizenFigures, Quarter
from ui.text import UNDEFINED, between, day, number, percent, points

AT_ONCE = 25
OPENED = "ratings.opened"
EXPLAINED = {
    "参评项目": "本季度参评的项目。",
    "有效评议": "人次：同一个人对同一项目同一环节评多次，只算最后一次；隔离和撤销的不算。",
    "参与率": "有效评议 ÷ 应评人次，只算登记了应评人数的项目、已经到了的环节。没有评的人不算满意，也不算不满意。",
    "隔离中": "同一设备评价过多、短时集中给同一评价、作答不足 3 秒，或人工隔离的；不计分，不删除。",
    "样本不足": "参与率不足 10%，或没有登记应评人数；有得分，不排名。",
}
NAMES = {"收缩后": "value", "平均分": "raw", "含隔离的得分": "value_with_held"}


def standing(quarter: Quarter) -> None:
    """Whether the quarter takes ratings, and until when."""
    said = {
        QuarterState.PREPARING: "还在筹备，开启评估后才能登记评议。",
        QuarterState.OPEN: f"评议登记到 {day(quarter.ratings_until)}，以评议的那一天为准。",
        QuarterState.PUBLISHED: "已定稿发布，评议不再改动，可以查看。",
    }
    st.caption(said[quarter.state])


def figures(found: CitizenFigures) -> None:
    """How many rated of how many asked, and how many figures need care."""
    table = found.table
    raters, asked = table["raters"].sum(), table[table["invited"].notna()]
    answered, invited = asked["raters"].sum(), asked["invited"].sum()
    unasked = len(table) - len(asked)
    taking_part = percent(min(answered / invited, 1.0)) if invited else UNDEFINED
    missing = f"，{number(unasked)} 个项目没有登记" if unasked else ""
    cards = (
        ("参评项目", f"{number(len(table))} 个", f"有评议的 {number((table['raters'] > 0).sum())} 个"),
        ("有效评议", number(raters), f"人次，{number((found.stages['raters'] > 0).sum())} 个项目环节"),
        ("参与率", taking_part, f"{number(answered)} / {number(invited)} 人次{missing}"),
        ("隔离中", f"{number(table['held'].sum())} 条", f"涉及 {number((table['held'] > 0).sum())} 个项目"),
        ("样本不足", f"{number(table['too_few'].sum())} 个", "不排名"),
    )
    with headline.cards():
        for label, value, below in cards:
            headline.plain_metric(label, value, explained=EXPLAINED[label], below=below)
    if not found.differs and (table["raters"] > 0).any():
        st.caption("项目间无显著差异：各项目平均分的差别不超过评议本身的波动，收缩后都取总体均值。")


def show(found: CitizenFigures) -> None:
    """The picture of one page of projects, then the table of all; choosing one opens it."""
    numbers = _ordered(found)
    pages = -(-len(numbers) // AT_ONCE)
    names = {
        str(page): f"第 {page * AT_ONCE + 1}—{min((page + 1) * AT_ONCE, len(numbers))} 个" for page in range(pages)
    }
    page = int(address.one("图中的项目", "page", names, key="ratings.page", default="0")) if pages > 1 else 0
    rows = chart_rows(found, numbers[page * AT_ONCE : (page + 1) * AT_ONCE])
    room = chart_ratings.PHONE_ROOM if phones.is_phone() else chart_ratings.ROOM
    spec = loaders.chart_spec(chart_ratings.citizens, rows, {"title": _finding(found), "room": room})
    picked = st.vega_lite_chart(
        clickable(spec), width="stretch", key=f"ratings.chart.{_turn()}", selection_mode=PICKED, on_select="rerun"
    )
    st.caption(
        "点为收缩后得分，横线为 95 % 区间；浅色带是没有评的人都给最低或都给最高时的平均分；空心：样本不足，不排名。"
        "右侧为有效评议和参与率。点一个点或表中一行左边的方框，打开项目。"
    )
    for point in picked.selection.get(PICKED, []) if picked else []:
        open_project(point[PICKED])
    _table(found, numbers)


def _ordered(found: CitizenFigures) -> list[str]:
    """By the score that counts; those without enough votes after the others, those without any last."""
    table = found.table.assign(number=found.table.index)
    return list(table.sort_values(["too_few", "value", "number"], ascending=[True, False, True]).index)


def _finding(found: CitizenFigures) -> str:
    table = found.table[~found.table["too_few"] & found.table["value"].notna()]
    if table.empty:
        return "还没有样本足够的项目"
    if not found.differs:
        return "项目间无显著差异"
    best = table["value"].idxmax()
    return f"{found.projects.at[best, 'title']}得分最高，{points(table.at[best, 'value'])} 分"


def names_of(found: CitizenFigures) -> pd.Series:
    """Number → a title that is told apart from every other."""
    titles = found.projects["title"]
    return titles.where(~titles.duplicated(keep=False), titles + "（" + titles.index.str[-4:] + "）")


def chart_rows(found: CitizenFigures, numbers: list[str]) -> pd.DataFrame:
    """Projects as ui.chart_ratings wants them."""
    rows = found.table.loc[numbers].rename_axis("project").reset_index()
    rows["name"] = rows["project"].map(names_of(found))
    short = phones.is_phone()
    rows["note"] = [
        f"{number(row.raters)}"
        + (f" · {percent(row.participation, 0)}" if short else f" 人次 · {percent(row.participation)}")
        for row in rows.itertuples()
    ]
    columns = ["project", "name", "value", "low", "high", "bound_low", "bound_high", "too_few", "note"]
    return rows[columns]


def _table(found: CitizenFigures, numbers: list[str]) -> None:
    shown = in_chinese(found).loc[numbers].reset_index(drop=True)
    settings = {name: st.column_config.NumberColumn(format="%.1f") for name in NAMES}
    picked = st.dataframe(
        shown,
        hide_index=True,
        key=f"ratings.table.{_turn()}",
        on_select="rerun",
        selection_mode="single-row",
        placeholder=UNDEFINED,
        column_config={**settings, "项目": st.column_config.Column(width=132 if phones.is_phone() else 196)},
    )
    for position in picked.selection.rows:
        open_project(numbers[position])
    tables.downloads(shown, f"群众评议_{found.quarter.quarter}", key="ratings.file")


def in_chinese(found: CitizenFigures) -> pd.DataFrame:
    """Every project as people read it, by number."""
    table, projects = found.table, found.projects
    ends = {name: [between(*each) for each in table[pair].itertuples(index=False)] for name, pair in _PAIRS.items()}
    scores = {label: _rounded(table[name]) for label, name in NAMES.items()}
    return pd.DataFrame(
        {
            "项目": projects["title"],
            "收缩后": scores["收缩后"],
            "参与率": [percent(share) for share in table["participation"]],
            "评议人次": table["raters"],
            "应评": table["invited"].astype("Int64"),
            "95 % 区间": ends["95 % 区间"],
            "平均分": scores["平均分"],
            "标记": [ratings_words.flags(row) for _, row in table.iterrows()],
            "最坏至最好": ends["最坏至最好"],
            "隔离中": table["held"],
            "含隔离的得分": scores["含隔离的得分"].where(table["held"] > 0),
            "评到": projects["reached_stage"].map(ratings_words.STAGES),
            "编号": table.index,
        },
        index=table.index,
    )


_PAIRS = {"95 % 区间": ["low", "high"], "最坏至最好": ["bound_low", "bound_high"]}


def _rounded(values: pd.Series) -> pd.Series:
    """As ui.text.points writes them, as numbers that sort."""
    return values.map(lambda value: float("nan") if value != value else float(points(value)))


def open_project(project: str) -> None:
    """Show one project, and forget what was clicked."""
    st.session_state[OPENED] = _turn() + 1
    st.query_params["project"] = project
    st.rerun()


def _turn() -> int:
    return st.session_state.get(OPENED, 0)
