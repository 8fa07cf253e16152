"""`manage.py import`: numbers on standard output, a sentence on standard error."""

import json

import pytest
import typer
from typer.testing import CliRunner

from commands import imports
from data_access import calendar, dictionaries
from data_access.engine import writing

app = typer.Typer()
app.command()(imports.import_file)


@pytest.fixture
def run(sqlite_engine, monkeypatch, tmp_path):
    with writing(sqlite_engine) as connection:
        calendar.fill_calendar(connection)
        dictionaries.fill_channels(connection)
    monkeypatch.setenv("DATABASE_URL", str(sqlite_engine.url))

    def runner(text: str, *options: str):
        path = tmp_path / "留言.csv"
        path.write_text(text, encoding="utf-8")
        return CliRunner().invoke(app, [str(path), "--channel", "wechat", *options])

    return runner


def test_the_result_is_printed_as_json(run):
    outcome = run("留言时间,留言详情\n2019-02-28,甲\n昨天,乙\n", "--json")
    assert outcome.exit_code == 0
    assert json.loads(outcome.stdout) == {
        "stored": 1,
        "repeated": 0,
        "rejected": 1,
        "batch": 1,
        "rejected_rows": [
            {
                "row": 3,
                "column": "留言时间",
                "value": "昨天",
                "reason": "“留言时间”“昨天”不是日期，请写成 2019-02-28 11:25:05 这样",
            }
        ],
    }


def test_the_result_is_printed_for_a_person(run):
    outcome = run("留言时间,留言详情\n2019-02-28,甲\n昨天,乙\n")
    assert outcome.stdout.splitlines()[0] == "第 1 批：存入 1 条，重复未存 0 条，不能存入 1 条。"


def test_a_day_for_rows_without_a_time_and_open_categories_are_said_on_the_command_line(run):
    text = "留言时间,留言详情,分类\n,甲,城乡建设\n"
    assert json.loads(run(text, "--json").stdout)["rejected"] == 1
    decided = run(text, "--json", "--received-on", "2019-02-28", "--open-categories")
    assert json.loads(decided.stdout)["stored"] == 1


def test_a_refusal_is_a_sentence_and_exit_code_one(run):
    outcome = run("", "--json")
    assert outcome.exit_code == 1
    assert json.loads(outcome.stdout)["error"] == outcome.stderr.strip()
    assert "没有存入任何内容" in outcome.stderr


def test_a_missing_file_and_an_unknown_channel_are_refused(run, tmp_path):
    missing = CliRunner().invoke(app, [str(tmp_path / "x.csv"), "--channel", "wechat"])
    unknown = run("留言时间,留言详情\n2019-02-28,甲\n", "--channel", "fax")
    assert (missing.exit_code, unknown.exit_code) == (1, 1)
    assert "读不到文件" in missing.stderr
    assert "没有“fax”这个渠道" in unknown.stderr
