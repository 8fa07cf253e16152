"""Charts and sentences of the 三评: valid, light, titled, and true to the figures behind them."""

import altair as alt
import numpy as np
import pandas as pd
import pytest

from actions.evaluation import results
from glossary import EvaluationSource, Grade, Role
from scoring.weight_space import winner_map
from tests.evaluation_factories import QUARTER
from tests.ui.evaluation_pages import filled
from ui import chart_evaluation
from ui.chart_style import clickable
from ui.chart_weights import OTHERS, weight_triangle
from ui.evaluation import evaluation_list, evaluation_ranks, evaluation_terms, evaluation_weights
from ui.evaluation.evaluation_citizens import drawn
from ui.evaluation.evaluation_experts import trimmed
from ui.evaluation.evaluation_project import sources, worked_out

MOST_MARKS = 200


@pytest.fixture
def evaluated(sqlite_engine):
    made = filled(sqlite_engine)
    return results(made.engine, quarter=QUARTER, by=made.people[Role.COORDINATOR])


def checked(spec: dict) -> dict:
    """The chart, held against the schema of Vega-Lite."""
    alt.Chart.from_dict({name: part for name, part in spec.items() if name != "datasets"}, validate=True)
    assert all(len(rows) <= MOST_MARKS for rows in spec["datasets"].values())
    assert spec["description"]
    return spec


@pytest.mark.parametrize("builder", [chart_evaluation.side_by_side, chart_evaluation.together])
def test_three_sources_and_the_composite_stand_side_by_side(evaluated, builder):
    numbers = list(evaluated.results.composites.index)
    rows = evaluation_list.chart_rows(evaluated, numbers)
    assert len(rows) == 4 * len(numbers)
    spec = checked(builder(rows, panels=evaluation_list.PANELS, title="三项来源"))
    assert clickable(spec)["layer"]
    assert (*(source.label for source in EvaluationSource), "综合得分") == evaluation_list.PANELS


def test_a_chart_of_nothing_but_gaps_is_drawn_too():
    row = {"project": "a", "name": "甲", "panel": "综合得分", "value": np.nan, "low": np.nan, "high": np.nan}
    frame = pd.DataFrame([{**row, "hollow": True, "note": "缺", "alarm": False}])
    for builder in (chart_evaluation.side_by_side, chart_evaluation.together):
        checked(builder(frame, panels=("综合得分",), title="没有"))


def test_chances_of_grades_fill_each_bar(evaluated):
    table = evaluated.results.composites
    graded = table[table["grade"].notna()]
    rows = evaluation_ranks.chance_rows(graded, evaluation_terms.names_of(evaluated))
    assert rows.groupby("project")["chance"].sum().tolist() == pytest.approx([1.0] * len(graded))
    assert set(rows["grade"]) == {grade.label for grade in Grade}
    spec = checked(chart_evaluation.grade_chances(rows, title="等级"))
    assert "优秀" in str(spec["layer"][0]["encoding"]["color"])


def test_the_triangle_is_covered_by_strips_of_one_leader_each(evaluated):
    grid = evaluated.results.triangle
    names = tuple(evaluation_weights.leading(evaluated)["name"].head(4))
    strips = evaluation_weights.regions(evaluated, names)
    assert set(strips["group"]) <= {*names, OTHERS}
    assert len(strips) < len(grid)
    step = 1 / round(1 / grid["third_party"][grid["third_party"] > 0].min())
    covered = ((strips["x2"] - strips["x"]) * (strips["y2"] - strips["y"])).sum()
    assert covered == pytest.approx(0.5, abs=2 * step)
    checked(weight_triangle(strips, (("现行权重", 0.55, 0.3), ("等权", 0.5, 1 / 3)), names, "谁领先"))


def test_strips_give_back_the_leader_of_every_point_of_the_grid(evaluated):
    rng = np.random.default_rng(1)
    grid = winner_map(rng.uniform(60, 95, (6, 3)), steps=25)
    numbers = list(evaluated.projects.index)
    grid = grid.rename(columns={"weight_0": "citizens", "weight_1": "experts", "weight_2": "third_party"})
    grid = grid.assign(leader=[numbers[place] for place in grid["leader"]])
    object.__setattr__(evaluated.results, "triangle", grid)
    told = evaluation_terms.names_of(evaluated)
    strips = evaluation_weights.regions(evaluated, tuple(told))
    for row in grid.itertuples():
        x, y = row.citizens + row.third_party / 2, row.third_party
        inside = strips[(strips["x"] <= x + 1e-9) & (x <= strips["x2"] + 1e-9)]
        inside = inside[(inside["y"] <= y + 1e-9) & (y <= inside["y2"] + 1e-9)]
        assert told[row.leader] in set(inside["group"])


def test_a_swap_is_said_in_whole_words(evaluated):
    weights, names = evaluated.weights, pd.Series({"a": "甲项目", "b": "乙项目"})
    row = {"ahead": "a", "behind": "b", "citizens": 40.0, "experts": 33.2, "third_party": 26.8}
    said = evaluation_weights.sentence(next(pd.DataFrame([{**row, "moved": 3.2}]).itertuples()), weights, names)
    assert said == "把专家评审权重增加 3.2 个百分点（第三方评估减 3.2），“甲项目”与“乙项目”换位。"
    never = next(pd.DataFrame([{**row, "moved": np.nan}]).itertuples())
    assert "怎样调整权重都不换位" in evaluation_weights.sentence(never, weights, names)


def test_what_enters_the_composite_gives_it_back(evaluated):
    table = evaluated.results.composites
    for project in table.index[table["status"] != "none"]:
        found = sources(evaluated, project)
        score = (found["value"] * found["weight"]).sum() / found["weight"].sum()
        error = np.sqrt(((found["se"] * found["weight"]) ** 2).sum()) / found["weight"].sum()
        assert (score, error) == pytest.approx((table.at[project, "score"], table.at[project, "se"]))
    provisional = table.index[table["status"] == "provisional"][0]
    assert "待补，按同类均值" in worked_out(evaluated, provisional)
    assert "**—**" not in worked_out(evaluated, table.index[table["status"] == "none"][0])


def test_one_highest_and_one_lowest_are_left_out_from_five_on():
    assert trimmed(pd.Series([80.0, 70.0, 90.0, 85.0], index=[1, 2, 3, 4])) == {}
    assert trimmed(pd.Series([80.0, 70.0, 90.0, 85.0, 90.0], index=[1, 2, 3, 4, 5])) == {2: "去掉最低", 5: "去掉最高"}


def test_projects_of_the_same_name_are_told_apart(evaluated):
    evaluated.projects.loc[:, "title"] = "同名项目"
    assert evaluation_terms.names_of(evaluated).is_unique


def test_the_value_of_a_stage_is_worked_out_and_a_stage_without_differences_says_so():
    stages = pd.DataFrame(
        [
            ("collection", 9, 75.0, 80.0, 50.0, False, 80.0),
            ("assignment", 12, 70.0, 80.0, 8.0, True, 74.0),  # (8 × 80 + 12 × 70) ÷ 20
            ("handling", 0, float("nan"), 77.0, 5.0, True, 77.0),
        ],
        columns=["stage", "raters", "raw", "prior_mean", "strength", "differs", "value"],
    )
    said = drawn(stages)
    assert "如交办：（8.00 × 80.00 + 12 × 70.00）÷（8.00 + 12）= 74.00。" in said
    assert said.endswith("收集：项目间无显著差异，都取全体均值。")
