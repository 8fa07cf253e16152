"""群众评议 on screen, on both databases: figures, entry, import, quarantine, single ratings without names."""

import json
from datetime import date
from itertools import count
from pathlib import Path

import pytest
import streamlit as st
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from actions import rating_checks, ratings, sign_in
from data_access import calendar, evaluation_quarters, schema
from data_access.engine import connect, writing
from data_access.statements import counted_statements
from glossary import FollowUpResult, QuarterState, RatingSource, RatingStage, Role
from tests import factories
from tests.actions.rating_books import FILE, book, row, store
from tests.actions.test_rating_checks import honest, stuffed
from tests.actions.test_ratings import everything
from tests.evaluation_factories import NOW, QUARTER, Evaluation
from tests.factories import PASSWORD
from ui import clock, outcomes
from ui.session import TOKEN
from ui.tables import EXCEL_TYPE

ROOT = Path(__file__).resolve().parents[2]
PAGE, PROJECT = "pages/evaluation/ratings.py", "XM-2025-0001"


@pytest.fixture
def evaluation(engine) -> Evaluation:
    return Evaluation(engine)


@pytest.fixture
def opened(engine, monkeypatch):
    """opened(part, role, **query) is the page as somebody new of this role sees it, its reads made anew."""
    address = engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", address)
    with writing(engine) as connection:
        calendar.fill_calendar(connection)
        connection.execute(schema.installation.insert().values(key="as_of", value="2025-11-30"))
    people = count()

    def run(part: str = "overview", role: Role = Role.OFFICER, **query: str) -> AppTest:
        person = factories.account(engine, role=role, username=f"{role.value}{next(people)}")
        running = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        who = {"username": person.username, "password": PASSWORD, "address": "a", "browser": "b"}
        running.session_state[TOKEN] = sign_in.sign_in(engine, **who, at=clock.now())
        running.run()
        st.cache_data.clear()
        running.switch_page(PAGE)
        for name, value in {"part": part, **query}.items():
            running.query_params[name] = value
        running.run()
        assert not running.exception
        return running

    yield run
    connect(address).dispose()


def said(running: AppTest) -> str:
    """Every word on the page, those of its tables too."""
    kinds = ("title", "subheader", "info", "warning", "error", "caption", "markdown", "success", "metric")
    words = [str(element.value) for kind in kinds for element in running.get(kind)]
    return "\n".join([*words, *(frame.value.to_string() for frame in running.dataframe)]).replace("\\", "")


def button(running: AppTest, label: str):
    [found] = [each for each in running.button if each.label.startswith(label)]
    return found


def ratings_of(engine) -> list:
    with engine.connect() as connection:
        return connection.execute(select(schema.citizen_rating).order_by(schema.citizen_rating.c.id)).all()


def select_rows(running: AppTest, key: str, *rows: int) -> AppTest:
    running.session_state[key] = {"selection": {"rows": list(rows), "columns": [], "cells": []}}
    return running.run()


def test_without_a_quarter_the_page_says_who_opens_one(opened):
    assert "还没有任何季度的三评" in said(opened())


def test_without_projects_the_page_says_where_they_are_chosen(engine, opened):
    Evaluation(engine, projects=0)
    assert "还没有参评项目" in said(opened())


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.OFFICER, Role.COORDINATOR)])
def test_who_does_not_record_ratings_has_no_such_page(evaluation, opened, role):
    with pytest.raises(Exception, match="Could not find a navigation page"):
        opened(role=role)


def test_every_part_is_there_before_the_first_rating(evaluation, opened):
    assert json.loads(opened().get("vega_lite_chart")[0].proto.spec)["title"] == ["还没有样本足够的项目"]
    assert "请先选项目" in said(opened("entry"))
    assert "还没有导入过" in said(opened("files"))
    assert "没有隔离的评议" in said(opened("quarantine"))
    assert "还没有登记过评议" in said(opened("history"))
    assert "还没有评议" in said(opened(project=PROJECT))


def test_the_overview_has_raw_and_shrunk_means_participation_and_what_is_held(engine, evaluation, opened):
    officer = evaluation.people[Role.OFFICER]
    store(engine, honest(2), officer)
    evaluation.invite(PROJECT, 80)
    store(engine, stuffed(), officer)
    running = opened(role=Role.COORDINATOR)
    shown = running.dataframe[0].value.set_index("编号")
    line = shown.loc[PROJECT]
    assert line[["评议人次", "应评", "参与率", "隔离中", "标记"]].tolist() == [40, 80, "50.0 %", 200, ""]
    assert shown.loc["XM-2025-0002", "标记"] == "样本不足"
    assert shown.loc["XM-2025-0003", "标记"] == "没有评议"
    assert line["含隔离的得分"] > line["收缩后"] + 20
    figures = {each.label: each.value for each in running.metric}
    assert figures == {"参评项目": "3 个", "有效评议": "80", "参与率": "50.0 %", "隔离中": "200 条", "样本不足": "2 个"}


def test_an_unknown_quarter_in_the_address_says_so_and_shows_the_newest(evaluation, opened):
    running = opened(quarter="2019Q1")
    assert "没有 2019Q1 的三评" in said(running)
    assert running.query_params["quarter"] in (QUARTER, [QUARTER])


def test_one_rating_after_the_other_keeps_project_and_stage_and_forgets_who(engine, evaluation, opened):
    running = opened("entry", **{"for": PROJECT}, stage="handling")
    for who in ("13812345678", "13812345679"):
        turn = running.session_state.get(outcomes.TURN, 0)
        running.text_input(key=f"ratings.entry.who.{turn}").set_value(who)
        running.radio(key=f"ratings.entry.level.{turn}").set_value(FollowUpResult.SATISFIED)
        running.date_input(key=f"ratings.entry.day.{QUARTER}").set_value(date(2025, 11, 20))
        running = button(running, "登记，接着下一条").click().run()
        assert not running.exception
        assert "已登记：XM-2025-0001　办理　满意" in said(running)
    assert running.selectbox(key="ratings.entry.project").value == PROJECT
    assert "已有有效评议 2 人次" in said(running)
    assert [(each.stage, each.level, each.source, str(each.rated_on)) for each in ratings_of(engine)] == [
        ("handling", "satisfied", "phone", "2025-11-20")
    ] * 2
    assert "13812345678" not in everything(engine)


def test_an_entry_that_is_refused_keeps_what_was_typed(engine, evaluation, opened):
    running = opened("entry", **{"for": PROJECT})
    running.text_input(key="ratings.entry.who.0").set_value("13812345678")
    running = button(running, "登记，接着下一条").click().run()
    assert "没有选满意度" in said(running)
    assert running.text_input(key="ratings.entry.who.0").value == "13812345678"
    running.radio(key="ratings.entry.level.0").set_value(FollowUpResult.SATISFIED)
    running.text_input(key="ratings.entry.suggestion.0").set_value("没有这件")
    running = button(running, "登记，接着下一条").click().run()
    assert "没有编号为" in said(running)
    assert ratings_of(engine) == []


def test_a_file_is_looked_at_row_by_row_stored_and_undone_after_asking(engine, evaluation, opened):
    running = opened("files")
    [uploader] = running.get("file_uploader")
    content = book([row(), row(level="5分"), *stuffed(5, devices=1)])
    running = uploader.upload(FILE, content, EXCEL_TYPE).run()
    assert not running.exception
    shown = said(running)
    for words in ("可以存入 6 条，涉及 1 个项目；不能存入 1 条", "“满意度”“5分”不认识", "138****5678"):
        assert words in shown
    assert "13812345678" not in shown
    assert ratings_of(engine) == []
    running = button(running, "存入 6 条").click().run()
    assert "存入 6 条（第 1 批）。检查后隔离 5 条" in said(running)
    running = select_rows(running, f"ratings.batches.{running.session_state[outcomes.TURN]}", 0)
    assert "不能恢复" in said(running)
    assert all(each.withdrawn_at is None for each in ratings_of(engine))
    running.text_input(key="ratings.undo.reason.1").set_value("选错了文件")
    running = button(running, "确认撤销").click().run()
    assert "已撤销第 1 批" in said(running)
    assert {each.withdrawn_reason for each in ratings_of(engine)} == {"选错了文件"}


def test_the_same_file_again_says_when_it_came(engine, evaluation, opened):
    content = book([row()])
    store(engine, content, evaluation.coordinator)
    [uploader] = (running := opened("files")).get("file_uploader")
    running = uploader.upload(FILE, content, EXCEL_TYPE).run()
    assert "2025-11-28 10:00 导入过（第 1 批）" in said(running)
    assert not [each for each in running.button if each.label.startswith("存入")]


def test_suspects_are_let_out_or_left_in_with_a_reason(engine, evaluation, opened):
    store(engine, [*honest(1, 10), *stuffed(4, devices=1)], evaluation.coordinator)
    running = select_rows(opened("quarantine"), "ratings.suspects.None.0", 0)
    shown = said(running)
    for words in ("同一设备评价过多", "设备1", "得分（含隔离）", "待核实"):
        assert words in shown
    running = button(running, "解除隔离 1 条").click().run()
    assert "没有写核实的情况" in said(running)
    running.text_input(key="ratings.decide.0.reason").set_value("本人所评")
    running = button(running, "解除隔离 1 条").click().run()
    assert "已解除 1 条" in said(running)
    assert sum(each.held for each in ratings_of(engine)) == 3
    running = select_rows(running, "ratings.suspects.None.1", 0, 1)
    running.text_input(key="ratings.decide.1.reason").set_value("都不是本人")
    running = button(running, "核实后继续隔离 2 条").click().run()
    assert said(running).count("已核实") >= 2
    running = button(running, "重新检查全部评议").click().run()
    assert "没有新发现可疑" in said(running)


def test_a_project_shows_single_ratings_unsigned_and_takes_one_back(engine, evaluation, opened):
    officer = evaluation.people[Role.OFFICER]
    what = {"quarter": QUARTER, "number": PROJECT, "stage": RatingStage.HANDLING, "source": RatingSource.VISIT}
    for who, level in (("13812345678", FollowUpResult.SATISFIED), ("王大爷 3号楼", FollowUpResult.DISSATISFIED)):
        told = what | {"who": who, "level": level, "rated_on": date(2025, 11, 20)}
        ratings.record(engine, **told, remark=f"{who} 说路灯亮了", by=officer, at=NOW)
    running = opened(project=PROJECT)
    stages, single = (frame.value for frame in running.dataframe)
    assert stages.set_index("环节").loc["办理", ["有效评议", "满意", "不满意", "平均分"]].tolist() == [
        2,
        "1",
        "1",
        "55.0",
    ]
    assert single["评议人"].tolist() == ["评议人2", "评议人1"]
    assert single["备注"].tolist() == ["评议人 说路灯亮了", "评议人 说路灯亮了"]
    running = select_rows(running, f"ratings.list.{PROJECT}.0.0", 0)
    running.text_input(key="ratings.act.0.reason").set_value("记错了")
    running = button(running, "撤销这一条").click().run()
    assert "已撤销 1 条" in said(running)
    assert "已撤销：记错了" in said(running)
    running = select_rows(running, f"ratings.list.{PROJECT}.0.1", 1)
    running.text_input(key="ratings.act.1.reason").set_value("代填")
    running = button(running, "隔离 1 条").click().run()
    assert [(each.held, each.withdrawn_at is None) for each in ratings_of(engine)] == [(True, True), (False, False)]


def test_how_many_were_asked_is_written_on_the_projects_page(engine, evaluation, opened):
    running = opened(project=PROJECT)
    running.number_input(key=f"ratings.invite.{PROJECT}.0.feedback").set_value(30)
    running = running.run()
    running = running.button(key=f"ratings.invite.{PROJECT}.0.send").click().run()
    assert "应评 30 人，已存入" in said(running)
    assert running.dataframe[0].value.set_index("环节").loc["反馈", "应评"] == 30


def test_a_project_that_is_not_evaluated_says_so(evaluation, opened):
    assert "不在 2025Q4 的参评项目中" in said(opened(project="XM-2020-*9999*"))


def test_the_history_tells_steps_without_levels(engine, evaluation, opened):
    store(engine, stuffed(5, devices=1), evaluation.coordinator)
    shown = said(opened("history"))
    assert "第 1 批“评议.xlsx”5 条" in shown
    assert "XM-2025-0001 5 条（同一设备评价过多 5）" in shown
    assert "满意。" not in shown


@pytest.mark.parametrize("state", [QuarterState.PREPARING, QuarterState.PUBLISHED])
def test_a_quarter_that_is_not_open_is_only_looked_at(engine, evaluation, opened, state):
    store(engine, [row(), *stuffed(5, devices=1)], evaluation.coordinator)
    with writing(engine) as connection:
        evaluation_quarters.change(connection, evaluation_quarters.find(connection, QUARTER), state=state)
    assert f"现在是“{state.label}”，不能登记评议" in said(opened("entry"))
    running = opened("files")
    assert not running.get("file_uploader")
    assert "评议.xlsx" in said(running)
    for running in (opened("quarantine"), opened(project=PROJECT)):
        words = ("重新检查", "解除", "核实", "撤销", "隔离", "存入")
        assert not [each for each in running.button if each.label.startswith(words)]
        assert "全选" not in said(running)


@pytest.mark.parametrize("part", ["overview", "quarantine", "files"])
def test_a_part_sends_the_same_few_statements_however_many_ratings(engine, evaluation, opened, of_the_page, part):
    store(engine, [*honest(1, 5), *stuffed(5, devices=1)], evaluation.coordinator)
    few = statements_of(engine, of_the_page, lambda: opened(part))
    store(engine, [*honest(3, 30), *stuffed(60)], evaluation.coordinator, file_name="二.xlsx")
    assert rating_checks.check(engine, quarter=QUARTER, by=evaluation.coordinator, at=NOW) == 0
    assert statements_of(engine, of_the_page, lambda: opened(part)) == few <= 18


def statements_of(engine, of_the_page, run) -> int:
    with counted_statements(connect(engine.url.render_as_string(hide_password=False))) as statements:
        run()
    return of_the_page(statements)
