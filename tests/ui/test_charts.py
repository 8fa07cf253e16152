"""What every chart of the workbench promises: Chinese titles and dates, sorted rows, labels, and no fall on nothing."""

import json
from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest

from scoring.rates import league_table
from ui import charts
from ui.chart_style import ACCENT, NEUTRAL, clickable, title_lines

MONTHLY = pd.DataFrame(
    {"bucket": [date(2025, month, 1) for month in (9, 10, 11)], "value": [3.0, None, 5.0], "before": [2.0, 4.0, 6.0]}
)
GROUPS = pd.DataFrame({"name": ["教育局", "住建局", "档案馆"], "done": [40, 90, 2], "cases": [50, 100, 2]})
STAGES = pd.DataFrame({"stage": ["收到", "办结", "销号"], "count": [1562, 1534, 781]})
STATES = ("在办超期", "在办未超期")
OPEN = pd.DataFrame(
    {
        "category": ["1-5 个工作日", "30 个工作日以上", "30 个工作日以上"],
        "state": ["在办未超期", "在办未超期", "在办超期"],
        "count": [9, 1, 3],
        "label": ["9 件", "4 件，超期 3", "4 件，超期 3"],
    }
)
DAYS = pd.DataFrame({"day": [date(2025, 1, 1), date(2025, 1, 5), date(2025, 2, 1)], "count": [1, 2, 3]})
CELLS = pd.DataFrame(
    {"category": ["教育", "教育", "交通"], "tier": ["即可办", "研究办", "即可办"], "count": [1, 10, 0]}
)
LINKS = pd.DataFrame(
    [(0, "citizens", "adopted", 5), (0, "citizens", "retained", 3), (0, "leader", "adopted", 1)]
    + [(1, "adopted", "policy", 4), (1, "adopted", "banked", 2), (2, "policy", "effective", 4)],
    columns=["stage", "source", "target", "count"],
)
NODES = tuple(
    (code, name, more, ACCENT)
    for code, name, more in [
        ("citizens", "群众点题", "（9 件建议）"),
        ("leader", "领导点题", ""),
        ("adopted", "采纳", ""),
        ("retained", "留存参考", ""),
        ("policy", "政策", ""),
        ("project", "项目", ""),
        ("banked", "待转化", ""),
        ("effective", "见效", ""),
    ]
)
CURVES = pd.DataFrame({"tier": ["即可办", "即可办", "研究办"], "working_days": [1, 2, 20], "survival": [0.5, 0.1, 0.1]})


def ranked(frame: pd.DataFrame) -> pd.DataFrame:
    return league_table(frame, "done", "cases", minimum=30)


BUILDERS: dict[str, tuple[Callable[[pd.DataFrame], dict], pd.DataFrame]] = {
    "trend": (lambda frame: charts.trend(frame, compare="before", title="每月件数", y_title="件数"), MONTHLY),
    "bars": (lambda frame: charts.bars(frame, "name", "cases", "各单位件数", "件数"), GROUPS),
    "rates": (
        lambda frame: charts.rates_with_intervals(ranked(frame), "name", "各单位办结率", 0.9),
        GROUPS,
    ),
    "funnel": (charts.funnel, STAGES),
    "stacked": (lambda frame: charts.stacked_bars(frame, STATES, "在办件已等待的时间", "在办件数"), OPEN),
    "calendar": (lambda frame: charts.calendar_heat_map(frame, "day", "count"), DAYS),
    "cross": (lambda frame: charts.cross_table(frame, "category", "tier", "count"), CELLS),
    "survival": (charts.survival_curves, CURVES),
    "flow": (lambda frame: charts.flow(frame, NODES, ("谁点题", "研究结论", "转化去向", "成效"), "6 个采纳"), LINKS),
}


@pytest.fixture(params=list(BUILDERS))
def builder(request: pytest.FixtureRequest) -> tuple[Callable, pd.DataFrame]:
    return BUILDERS[request.param]


def rows_of(spec: dict, column: str) -> list[dict]:
    """The drawn rows that have `column`."""
    return [row for rows in spec["datasets"].values() for row in rows if column in row]


def test_every_chart_has_a_chinese_title_chinese_dates_and_the_width_of_its_place(builder: tuple) -> None:
    build, frame = builder
    spec = build(frame)
    assert any("\u4e00" <= sign <= "\u9fff" for sign in "".join(spec["title"]))
    assert spec["config"]["locale"]["time"]["shortMonths"][10] == "11月"
    assert spec["width"] == "container"
    assert "NaN" not in json.dumps(spec)


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("", []),
        ("3 个项目的等级在边界上", ["3 个项目的等级在边界上"]),
        ("开发区学校食堂明厨亮灶进手机得分最高，90.2 分", ["开发区学校食堂明厨亮灶进手机得分最高，", "90.2 分"]),
        ("杨垱镇急救分站在 67 % 的权重组合下排第一", ["杨垱镇急救分站在 67 % 的权重组合下排第一"]),
        (
            "这个季度的满意率比上个季度总共高出百分之 12.35 个点",
            ["这个季度的满意率比上个季度", "总共高出百分之 12.35 个点"],
        ),
        ("一二三四五六七八九十一二三四五六七八九十一二三四", ["一二三四五六七八九十一二", "三四五六七八九十一二三四"]),
    ],
)
def test_a_title_is_broken_after_a_comma_or_in_even_parts_and_never_inside_a_figure(title, lines) -> None:
    assert title_lines(title) == lines


def test_no_rows_give_an_empty_chart_and_no_error(builder: tuple) -> None:
    build, frame = builder
    spec = build(frame.iloc[:0])
    assert "NaN" not in json.dumps(spec)
    assert spec["config"]["locale"]


def test_bars_are_sorted_largest_first_and_carry_their_figures() -> None:
    spec = charts.bars(GROUPS, "name", "cases", "各单位件数", "件数", highlight="教育局")
    assert spec["layer"][0]["encoding"]["y"]["sort"] == ["住建局", "教育局", "档案馆"]
    rows = rows_of(spec, "ink")
    assert [(row["label"], row["ink"]) for row in rows] == [("100", NEUTRAL), ("50", ACCENT), ("2", NEUTRAL)]


def test_stages_keep_their_order_and_say_their_share_of_the_first() -> None:
    spec = charts.funnel(STAGES)
    assert spec["layer"][0]["encoding"]["y"]["sort"] == ["收到", "办结", "销号"]
    labels = [row["label"] for row in rows_of(spec, "ink")]
    assert labels == ["1,562（100.0 %）", "1,534（98.2 %）", "781（50.0 %）"]


def test_small_groups_are_told_apart_by_more_than_colour() -> None:
    spec = charts.rates_with_intervals(ranked(GROUPS), "name", "各单位办结率")
    groups = {row["category"]: row["group"] for row in rows_of(spec, "group")}
    assert groups == {"住建局": "参与排名", "教育局": "参与排名", "档案馆": "样本不足，不排名"}
    dots = next(layer for layer in spec["layer"] if layer["mark"]["type"] == "point")
    assert dots["encoding"]["fill"]["scale"]["range"] == ["#1F5F99", "#FFFFFF"]


def test_the_previous_period_is_dashed_and_both_lines_are_named() -> None:
    spec = charts.trend(MONTHLY, compare="before", title="每月件数", y_title="件数")
    line = next(layer for layer in spec["layer"] if layer["mark"]["type"] == "line")
    assert line["encoding"]["strokeDash"]["scale"] == {"domain": ["本期", "上期"], "range": [[1, 0], [5, 4]]}
    assert line["encoding"]["x"]["axis"]["format"] == "%b"
    named = {row["label"] for row in rows_of(spec, "label")}
    assert {"本期 5", "上期 6"} <= named


def test_what_is_overdue_comes_first_in_its_bar_and_the_bar_is_labelled_once() -> None:
    spec = charts.stacked_bars(OPEN, STATES, "在办件已等待的时间", "在办件数")
    segments = [(row["category"], row["state"], row["start"], row["end"]) for row in rows_of(spec, "state")]
    assert segments == [
        ("1-5 个工作日", "在办未超期", 0, 9),
        ("30 个工作日以上", "在办超期", 0, 3),
        ("30 个工作日以上", "在办未超期", 3, 4),
    ]
    ends = [(row["category"], row["total"], row["label"]) for row in rows_of(spec, "total")]
    assert ends == [("1-5 个工作日", 9, "9 件"), ("30 个工作日以上", 4, "4 件，超期 3")]


@pytest.mark.parametrize("name", [name for name in BUILDERS if name != "survival"])
def test_a_click_on_a_chart_says_what_was_clicked(name: str) -> None:
    build, frame = BUILDERS[name]
    spec = clickable(build(frame))
    [view] = [view for view in spec.get("layer", [spec]) if "params" in view]
    assert view["params"] == [{"name": "picked", "select": {"type": "point", "fields": ["picked"]}}]
    assert view["mark"]["cursor"] == "pointer"
    rows = spec["datasets"][view.get("data", spec.get("data"))["name"]]
    assert all(row["picked"] for row in rows)


def test_a_week_belongs_to_the_month_of_its_sunday() -> None:
    spec = charts.calendar_heat_map(DAYS, "day", "count")
    assert spec["encoding"]["x"]["axis"]["values"] == ["2025-01-05", "2025-02-02"]
    assert [row["weekday"] for row in rows_of(spec, "weekday")] == ["周三", "周日", "周六"]


def test_the_figure_of_a_dark_cell_is_white() -> None:
    cells = rows_of(charts.cross_table(CELLS, "category", "tier", "count"), "dark")
    assert [(cell["label"], cell["dark"]) for cell in cells] == [("1", False), ("10", True), ("0", False)]


def test_curves_start_with_all_cases_open() -> None:
    spec = charts.survival_curves(CURVES)
    steps = [(row["tier"], row["working_days"], row["survival"]) for row in rows_of(spec, "survival")]
    assert ("即可办", 0, 1) in steps
    assert ("研究办", 0, 1) in steps


def flow_drawn() -> tuple[dict[str, dict], list[list[dict]]]:
    """The nodes of the flow by name, and the points of each ribbon."""
    build, frame = BUILDERS["flow"]
    spec = build(frame)
    points = rows_of(spec, "ribbon")
    ribbons = [[row for row in points if row["ribbon"] == place] for place in range(len(frame))]
    return {row["picked"]: row for row in rows_of(spec, "picked")}, ribbons


def test_nodes_of_a_flow_are_as_high_as_they_are_many_and_carry_name_and_count() -> None:
    nodes, _ = flow_drawn()
    assert {name: (row["short"], row["long"]) for name, row in nodes.items()} == {
        "群众点题": ("群众点题 8", "群众点题 8 个（9 件建议）"),
        "领导点题": ("领导点题 1", "领导点题 1 个"),
        "采纳": ("采纳 6", "采纳 6 个"),
        "留存参考": ("留存参考 3", "留存参考 3 个"),
        "政策": ("政策 4", "政策 4 个"),
        "待转化": ("待转化 2", "待转化 2 个"),
        "见效": ("见效 4", "见效 4 个"),
    }
    one = nodes["领导点题"]["bottom"] - nodes["领导点题"]["top"]
    heights = {name: round((row["bottom"] - row["top"]) / one, 6) for name, row in nodes.items()}
    assert heights == {
        "群众点题": 8, "领导点题": 1, "采纳": 6, "留存参考": 3, "政策": 4, "待转化": 2, "见效": 4
    }  # fmt: skip
    assert nodes["群众点题"]["said"] == "群众点题：8 个（9 件建议）"


def test_ribbons_keep_their_width_and_fill_their_nodes_without_overlap() -> None:
    nodes, ribbons = flow_drawn()
    names = {code: name for code, name, *_ in NODES}
    one = nodes["领导点题"]["bottom"] - nodes["领导点题"]["top"]
    for ribbon, count in zip(ribbons, LINKS["count"], strict=True):
        assert {round((point["bottom"] - point["top"]) / one, 6) for point in ribbon} == {count}
    for end, point in (("source", 0), ("target", -1)):
        for code, own in LINKS.groupby(end):
            edges = [(ribbons[place][point]["top"], ribbons[place][point]["bottom"]) for place in own.index]
            node = nodes[names[code]]
            assert edges[0][0] == pytest.approx(node["top"])
            assert all(above[1] == pytest.approx(below[0]) for above, below in zip(edges, edges[1:], strict=False))
            assert edges[-1][1] <= node["bottom"] + 1e-6
            assert {ribbons[place][point]["x"] for place in own.index} == {node["x"]}


def test_labels_of_a_flow_never_stand_on_each_other_however_uneven_its_parts() -> None:
    ends = [("adopted", 996), ("retained", 1), ("policy", 995), ("banked", 1), ("effective", 995)]
    rows = [(0, "citizens", *ends[0]), (0, "citizens", *ends[1]), (1, "adopted", *ends[2]), (1, "adopted", *ends[3])]
    frame = pd.DataFrame([*rows, (2, "policy", *ends[4])], columns=LINKS.columns)
    drawn = rows_of(charts.flow(frame, NODES, ("甲", "乙", "丙", "丁"), "流向"), "picked")
    for x in {row["x"] for row in drawn}:
        middles = sorted(row["middle"] for row in drawn if row["x"] == x)
        assert all(below - above >= 18 for above, below in zip(middles, middles[1:], strict=False))
    assert max(row["bottom"] for row in drawn) <= 290
