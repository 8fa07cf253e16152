"""评审轮次 on screen, on both databases: nothing of an open round, all of a closed one, unsigned; few statements."""

import json

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from actions import panels
from data_access import schema
from data_access.engine import connect, writing
from data_access.statements import counted_statements
from glossary import QuarterState, Relation, Role
from scoring.convergence import BOTH_MOVED, MIDDLE_MOVED, NO_EARLIER_ROUND, SPREAD_MOVED, STABLE, TOO_FEW_EXPERTS
from tests.actions.round_factories import Reviewed
from tests.evaluation_factories import NOW
from ui.evaluation import evaluation_terms
from ui.rounds import rounds_words

PAGE = "pages/evaluation/rounds.py"
PARTS = ("progress", "panels", "closed", "conclusions")
SECRET = "看不到评分和由此算出的数字"


def said(running: AppTest) -> str:
    """Every word on the page, those of its tables and charts too."""
    kinds = ("title", "subheader", "info", "warning", "error", "caption", "markdown", "text", "success", "metric")
    words = [f"{getattr(element, 'label', '')} {element.value}" for kind in kinds for element in running.get(kind)]
    charts = [f"{json.loads(chart.proto.spec)} {chart.proto}" for chart in running.get("vega_lite_chart")]
    labels = [button.label for button in running.button]
    frames = [frame.value.to_string() for frame in running.dataframe]
    return "\n".join([*words, *labels, *charts, *frames]).replace("\\", "")


@pytest.fixture
def quarter(engine) -> Reviewed:
    """Six projects, four experts, round 1 closed, round 2 open with three reviews."""
    made = Reviewed(engine, projects=6, experts=4)
    pairs = made.assign_by_action()
    made.open()
    for place, expert in enumerate(made.experts):
        for step, number in enumerate(made.projects):
            made.review(pairs[expert.username, number], 60.0 + 4 * place + (5 * step * place) % 11)
    made.close()
    made.open()
    for expert in made.experts[:3]:
        made.review(pairs[expert.username, made.projects[0]], 73.25, round=2, comment="只有评委知道")
    return made


def open_it(open_page, role: Role = Role.COORDINATOR, **query: str) -> AppTest:
    running = open_page(PAGE, role, **query)
    for name, value in query.items():
        running.query_params[name] = value
    running.run()
    assert not running.exception
    return running


def test_without_a_quarter_the_page_says_where_one_is_made(engine, open_page):
    assert "还没有开展三评的季度" in said(open_it(open_page))


def test_only_coordinators_find_the_page(quarter, open_page):
    for role in (Role.LEADER, Role.ASSESSOR, Role.OFFICER):
        with pytest.raises(ValueError, match="Could not find a navigation page"):
            open_page(PAGE, role)


def test_a_quarter_in_preparation_shows_panels_and_no_round(engine, open_page):
    quarter = Reviewed(engine, projects=1, experts=1, state=QuarterState.PREPARING)
    shown = said(open_it(open_page))
    assert "还没有开启评审" in shown
    assert "还没有分派专家" in shown
    assert "开启第 1 轮" not in shown
    quarter.assign_by_action()
    assert "已分派" in said(open_it(open_page))
    assert "第一组" in said(open_it(open_page, part="panels"))
    assert "还没有关闭的轮次" in said(open_it(open_page, part="closed"))


def test_the_matrix_shows_states_and_counts_by_row_and_column(quarter, open_page):
    running = open_it(open_page)
    cells = running.dataframe[0].value
    assert cells.shape == (6, 6)
    assert cells["done"].tolist() == ["3/4", "0/4", "0/4", "0/4", "0/4", "0/4"]
    accounts = [str(expert.account_id) for expert in quarter.experts]
    assert cells[accounts].iloc[0].tolist() == ["● 已提交"] * 3 + ["◐ 待评分"]
    assert {metric.label: metric.value for metric in running.metric} == {
        "应评（份）": "24",
        "待评分": "21",
        "已提交": "3",
    }
    assert SECRET in said(running)


def test_the_third_panel_stands_behind_the_second(quarter, open_page):
    for name in ("第二组", "第三组"):
        made = panels.add_panel(quarter.engine, name=name, **quarter.by)
        quarter.experts.append(quarter.expert(f"of{made}"))
        quarter.assign_by_action(panel=made, experts=quarter.experts[-1:])
    running = open_it(open_page)
    assert running.button_group[-1].options[1:] == ["第一组", "第二组", "第三组"]
    assert list(running.dataframe[0].value)[-2:] == [str(each.account_id) for each in quarter.experts[-2:]]


@pytest.mark.parametrize("part", PARTS)
def test_no_part_of_the_page_depends_on_a_mark_of_the_open_round(quarter, open_page, part):
    before = said(open_it(open_page, part=part))
    with writing(quarter.engine) as connection:
        late = schema.expert_review.select().where(schema.expert_review.c.round == 2)
        ids = [row.id for row in connection.execute(late)]
        marks = schema.expert_mark.update().where(schema.expert_mark.c.review_id.in_(ids))
        connection.execute(marks.values(mark=4.5))
    after = said(open_it(open_page, part=part))
    assert after == before
    for secret in ("73.2", "只有评委知道"):
        assert secret not in before


def test_the_address_of_an_open_round_shows_the_closed_one_instead(quarter, open_page):
    running = open_it(open_page, part="closed", closed="2")
    assert "第 1 轮没有上一轮可以比较" in said(running)


def test_a_closed_round_is_shown_unsigned_and_never_called_reliable(quarter, open_page):
    with writing(quarter.engine) as connection:
        for place, expert in enumerate(quarter.experts):
            named = schema.account.update().where(schema.account.c.id == expert.account_id)
            connection.execute(named.values(name=f"专家姓名{place}"))
    for step, number in enumerate(quarter.projects[1:]):
        for place, expert in enumerate(quarter.experts):
            quarter.review(quarter.pairs()[expert.username, number], 50.0 + 7 * step + place * (step % 3), round=2)
    quarter.close(2)
    shown = said(open_it(open_page, part="closed"))
    for word in ("同组专家的分歧", "收敛只说明评分不再变动", "评委1", "Krippendorff", "已稳定"):
        assert word in shown
    for word in ("专家姓名", "可靠", "信度"):
        assert word not in shown
    for word in ("expert1", "测试专家"):
        assert word not in shown


def test_marks_that_stand_out_come_first_and_the_others_are_still_listed_and_counted(engine, open_page):
    quarter = Reviewed(engine, projects=5, experts=3)
    pairs = quarter.assign_by_action()
    quarter.open()
    given = [(70, 71, 80), (60, 70, 80), (60, 70, 80), (60, 70, 80), (10, 69, 71)]
    for number, marks in zip(quarter.projects, given, strict=True):
        for expert, mark in zip(quarter.experts, marks, strict=True):
            quarter.review(pairs[expert.username, number], float(mark))
    quarter.close()
    running = open_it(open_page, part="closed")
    assert "15 份评分里，1 份明显突出。另有 1 份只与本项目其余评分相差大" in said(running)
    first, rest = (each.value for each in running.dataframe if "为什么列出" in each.value.columns)
    # Distances without the least of each: 1 9 10 10 10 10 10 10 2 59, median 10, limit 44.478.
    assert list(first["项目"]) == [quarter.projects[4]]
    assert "相差 59.0 分，超过 44.5 分" in first["为什么列出"].iloc[0]
    assert list(rest["项目"]) == [quarter.projects[0]]
    assert "相差 9.0 分，超过 4.4 分" in rest["为什么列出"].iloc[0]
    assert [button.label for button in running.button].count("请专家说明") == 2


def test_a_refused_severity_says_why(engine, open_page):
    quarter = Reviewed(engine, projects=2, experts=3)
    pairs = quarter.assign_by_action()
    quarter.open()
    for expert in quarter.experts:
        quarter.review(pairs[expert.username, quarter.projects[0]], 80.0)
    quarter.close()
    assert "项目不足 5 个" in said(open_it(open_page, part="closed"))
    assert set(evaluation_terms.SEVERITY_REFUSED) == {
        "too_few_experts",
        "too_few_projects",
        "not_connected",
        "too_few_scores",
    }


def test_every_reason_of_convergence_has_words():
    reasons = {STABLE, MIDDLE_MOVED, SPREAD_MOVED, BOTH_MOVED, TOO_FEW_EXPERTS, NO_EARLIER_ROUND}
    assert set(rounds_words.STABILITY) == reasons
    assert set(rounds_words.SETTLED) == {
        "three_rounds",
        "settled",
        "projects_moved",
        "agreement_moved",
        "nothing_to_compare",
    }


def test_sentences_of_the_charts_are_computed():
    rows = [(1, "甲", 51, 17.8), (1, "乙", 51, 21.3), (2, "甲", 51, 10.4), (2, "乙", 51, 8.6)]
    spread = pd.DataFrame(rows, columns=["round", "panel", "projects", "iqr"])
    assert rounds_words.spread_sentence(spread) == "同组专家的分歧缩小：19.6 → 9.5 分"
    assert rounds_words.spread_sentence(spread[spread["round"] == 1]) == "第 1 轮，同组专家的分歧平均 19.6 分"
    rows = [(1, "甲", "乙", 51, 0.745), (2, "甲", "乙", 51, 0.748), (3, "甲", "乙", 51, 0.734)]
    between = pd.DataFrame(rows, columns=["round", "first", "second", "projects", "spearman"])
    assert rounds_words.between_sentence(between) == "甲与乙之间的一致程度基本不变：0.74 → 0.75 → 0.73"
    assert rounds_words.between_sentence(between.head(1)) == "甲与乙之间的一致程度为 0.74"
    other = between.assign(first="乙", second="丙", spearman=[0.9, 0.5, 0.4], projects=4)
    both = pd.concat([between, other])
    assert rounds_words.between_sentence(both) == "两组之间的一致程度：1 对基本不变，1 对下降"
    assert rounds_words.between_sentence(both[both["round"] == 1]) == "两组之间的一致程度：0.74 至 0.90"
    assert rounds_words.common_projects(both).startswith("共同项目：甲与乙 51 个、乙与丙 4 个。共同项目少于 5 个的")
    assert rounds_words.common_projects(between) == "共同项目：甲与乙 51 个。"
    grown = between.assign(spearman=[0.2, 0.5, 0.6])
    assert "一致程度上升" in rounds_words.between_sentence(grown)


def test_an_interest_found_after_the_assignment_is_listed(quarter, open_page):
    with writing(quarter.engine) as connection:
        chosen = schema.expert.update().where(schema.expert.c.account_id == quarter.experts[0].account_id)
        connection.execute(chosen.values(department_code="housing"))
    shown = said(open_it(open_page, part="panels"))
    assert "6 项分派有利害关系" in shown
    assert "任职于主责单位“住建局”" in shown


def test_picking_a_cell_offers_what_can_be_done(quarter, open_page):
    running = open_it(open_page)
    key = "rounds.matrix.2025Q4.0"
    account = str(quarter.experts[0].account_id)
    running.session_state[key] = {"selection": {"rows": [], "columns": [], "cells": [(0, account)]}}
    running.run()
    labels = [button.label for button in running.button]
    assert "退回重评" in labels
    assert "登记回避" in labels
    assert "撤回分派" not in labels


def test_conclusions_wait_for_the_round_and_for_three_marks(quarter, open_page):
    assert "正在评审，请先关闭这一轮" in said(open_it(open_page, part="conclusions"))
    quarter.close(2)
    assert "可以登记结论" in said(open_it(open_page, part="conclusions"))


def test_recused_pairs_are_told_in_the_matrix(quarter, open_page):
    table = schema.review_assignment
    with writing(quarter.engine) as connection:
        chosen = table.update().where(table.c.account_id == quarter.experts[0].account_id)
        connection.execute(chosen.values(recused_at=NOW, relation=Relation.PAID))
    running = open_it(open_page)
    assert {metric.label: metric.value for metric in running.metric}["已回避"] == "6"
    assert running.dataframe[0].value["done"].tolist()[0] == "2/3"


@pytest.mark.parametrize("part", PARTS)
def test_each_part_sends_the_same_few_statements_however_many_pairs(engine, open_page, part):
    counts = []
    quarter = Reviewed(engine, projects=2, experts=3)
    pairs = quarter.assign_by_action()
    quarter.open()
    for pair in pairs.values():
        quarter.review(pair, 70.0)
    quarter.close()
    for more in (0, 12):
        for place in range(more):
            quarter.project(place + 10)
            quarter.experts.append(quarter.expert(f"more{place}"))
        quarter.assign_by_action()
        with counted_statements(connect(engine.url.render_as_string(hide_password=False))) as statements:
            open_it(open_page, part=part)
        starts = [place for place, sql in enumerate(statements) if sql.startswith("SELECT sign_in_session")]
        counts.append(len(statements) - starts[-1])
    assert counts[0] == counts[1] <= 20
