"""季度三评, 权重: who leads under which weights, what swaps neighbours, and who stands behind the weights in force."""

import pandas as pd
import streamlit as st

from actions.evaluation import Evaluated
from scoring.quarter import SOURCES
from ui import charts, clock, tables
from ui.chart_weights import LEADER_INKS, OTHERS, weight_triangle
from ui.evaluation import evaluation_definitions, evaluation_terms
from ui.text import UNDEFINED, escaped, number, percent

FIRST_SWAPS = 10
LITTLE = 5.0  # points of weight below which an order hangs on the weights
SHARES = {"name": "项目", "first_share": "占比", "rank": "现行名次", "equal_rank": "等权名次"}


def show(evaluated: Evaluated, *, key: str) -> None:
    """The version, the triangle with the shares beside it, and the swaps."""
    _version(evaluated)
    if evaluated.results.triangle.empty:
        st.info("还没有三项来源齐全、参与率够的项目，看不出权重的影响。")
        return
    left, right = st.columns([3, 2])
    shares = leading(evaluated)
    names = tuple(shares["name"].head(len(LEADER_INKS)))
    charts.draw(
        weight_triangle,
        regions(evaluated, names),
        marked=_marked(evaluated),
        names=names,
        title=_finding(shares),
        place=left,
    )
    with right:
        st.markdown("**谁在多少权重组合下排第一**")
        tables.table(shares, SHARES, percent=("first_share",), key=f"{key}.shares")
        st.caption(
            "三角形里每一点是一组权重：越靠近一角，那项来源占得越多。占比为一切可能的权重中该项目排第一的比例；只列出在某些权重下排第一的项目。"
        )
    _swaps(evaluated)
    evaluation_definitions.explained("综合得分", "占全部权重组合", "换位")


def _version(evaluated: Evaluated) -> None:
    version = evaluated.weights
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**权重第 {version.id} 版**：{evaluation_terms.weights(version)}")
        if not version.approved_by_name:
            st.badge("待市里确认", color="orange")
    made = f"{escaped(version.by_name)}拟定于 {clock.moment(version.at)}"
    approved = (
        f"{escaped(evaluation_terms.approval(version))}（{clock.moment(version.approved_at)}）"
        if version.approved_by_name
        else "还没有领导确认"
    )
    note = f"　说明：{escaped(version.note)}" if version.note else ""
    st.caption(f"{made}　{approved}{note}")


def leading(evaluated: Evaluated) -> pd.DataFrame:
    """The projects that are first under some weights, the most weights first."""
    table = evaluated.results.composites
    on_map = set(evaluated.results.triangle["leader"])
    some = table[(table["first_share"] > 0) | table.index.isin(on_map)]
    some = some.sort_values("first_share", ascending=False, kind="stable")
    return some.assign(name=evaluation_terms.names_of(evaluated).reindex(some.index))


def regions(evaluated: Evaluated, names: tuple[str, ...]) -> pd.DataFrame:
    """The grid of weights as strips: neighbouring points of one leader on one level are one strip."""
    grid, told = evaluated.results.triangle, evaluation_terms.names_of(evaluated)
    named = grid["leader"].map(told)
    points = grid.assign(group=named.where(named.isin(names), OTHERS)).sort_values(["third_party", "citizens"])
    step = 1 / round(1 / max(float(points["third_party"][points["third_party"] > 0].min()), 1e-6))
    begins = (points["group"] != points["group"].shift()) | (points["third_party"] != points["third_party"].shift())
    strips = points.groupby(begins.cumsum()).agg(
        group=("group", "first"), level=("third_party", "first"), first=("citizens", "min"), last=("citizens", "max")
    )
    shift = strips["level"] / 2
    return pd.DataFrame(
        {
            "group": strips["group"],
            "x": (strips["first"] + shift - step / 2).clip(0, 1),
            "x2": (strips["last"] + shift + step / 2).clip(0, 1),
            "y": (strips["level"] - step / 2).clip(0, 1),
            "y2": (strips["level"] + step / 2).clip(0, 1),
        }
    ).reset_index(drop=True)


def _marked(evaluated: Evaluated) -> tuple[tuple[str, float, float], ...]:
    total = sum(getattr(evaluated.weights, source) for source in SOURCES)
    citizens, _experts, third = (getattr(evaluated.weights, source) / total for source in SOURCES)
    now = ("现行权重", citizens + third / 2, third)
    equal = ("等权", 0.5, 1 / 3)
    return (now,) if abs(now[1] - 0.5) + abs(now[2] - 1 / 3) < 0.01 else (now, equal)


def _finding(shares: pd.DataFrame) -> str:
    first = shares.iloc[0]
    if len(shares) == 1:
        return f"无论权重怎样分配，{first['name']}都排第一"
    return f"{first['name']}在 {percent(first['first_share'], 0)} 的权重组合下排第一"


def _swaps(evaluated: Evaluated) -> None:
    swaps, table = evaluated.results.swaps, evaluated.results.composites
    if swaps.empty:
        return
    st.subheader("挪动多少权重，相邻两名换位")
    near = int((swaps["moved"] < LITTLE).sum())
    st.caption(
        f"{number(len(swaps))} 对相邻名次中，{number(near)} 对只要挪动不到 {LITTLE:g} 个百分点就换位，"
        "这些名次先后不宜强调。"
    )
    names = evaluation_terms.names_of(evaluated)
    ordered = swaps.sort_values("moved", kind="stable", na_position="last")
    sentences = [
        f"- {_place(table, row.ahead)}　{sentence(row, evaluated.weights, names)}" for row in ordered.itertuples()
    ]
    st.markdown("\n".join(sentences[:FIRST_SWAPS]))
    if len(sentences) > FIRST_SWAPS:
        with st.expander(f"其余 {len(sentences) - FIRST_SWAPS} 对"):
            st.markdown("\n".join(sentences[FIRST_SWAPS:]))


def _place(table: pd.DataFrame, project: str) -> str:
    rank = table.at[project, "rank"]
    return f"第 {number(rank)} 名" if rank == rank else UNDEFINED


def quoted(name: str) -> str:
    """“开办企业‘一张清单’”: quotes within quotes are single ones."""
    return f"“{escaped(name.replace('“', '‘').replace('”', '’'))}”"


def sentence(row, weights, names: pd.Series) -> str:
    """把专家评审权重增加 3.2 个百分点（群众评议减 3.2），“甲”与“乙”换位。"""
    pair = f"{quoted(names[row.ahead])}与{quoted(names[row.behind])}"
    if row.moved != row.moved:
        return f"{pair}：怎样调整权重都不换位。"
    if row.moved < 0.05:
        return f"{pair}：得分几乎相等，权重稍有变动就换位。"
    moves = {source: getattr(row, source) - getattr(weights, source) for source in SOURCES}
    more = [f"{evaluation_terms.SOURCE_NAMES[s]}权重增加 {by:.1f} 个百分点" for s, by in moves.items() if by > 0.005]
    less = [f"{evaluation_terms.SOURCE_NAMES[s]}减 {-by:.1f}" for s, by in moves.items() if by < -0.005]
    return f"把{'、'.join(more)}（{'、'.join(less)}），{pair}换位。"
