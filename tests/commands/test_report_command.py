"""`manage.py report`: three files of a quarter in a folder, or a sentence that says why not."""

import pytest
from typer.testing import CliRunner

from data_access.engine import connect
from manage import app
from tests.evaluation_factories import Evaluation


@pytest.fixture
def evaluation(sqlite_engine, monkeypatch):
    """The command finds the database by its address, as it does for people."""
    address = sqlite_engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", address)
    yield Evaluation(sqlite_engine, projects=2, experts=1)
    connect(address).dispose()


def test_it_writes_all_files_of_a_quarter_and_names_them(evaluation, tmp_path):
    out = tmp_path / "new" / "folder"
    done = CliRunner().invoke(app, ["report", "2025Q4", "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in out.iterdir()) == [
        "2025年四季度三评报告（未定稿）.docx",
        "2025年四季度三评报告（未定稿）.pdf",
        "2025年四季度三评计算底稿（未定稿）.xlsx",
    ]
    assert len(done.output.replace("\n", "").split("秒）")) == 4


def test_it_writes_only_what_is_asked_for(evaluation, tmp_path):
    done = CliRunner().invoke(app, ["report", "2025Q4", "--out", str(tmp_path / "out"), "--only", "pdf"])
    assert done.exit_code == 0
    assert [path.suffix for path in (tmp_path / "out").iterdir()] == [".pdf"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["2024Q1", "--out", "{}"], "没有 2024Q1 的三评"),
        (["2025Q4", "--out", "{}", "--only", "odt"], "没有“odt”这种文件，可选 word、pdf、excel。没有生成任何文件。"),
        (["2025Q4"], "请用 --out 给出存放文件的文件夹。没有生成任何文件。"),
        (["2025Q4", "--job", "2025Q4-1"], "没有任务 2025Q4-1。"),
    ],
)
def test_what_it_cannot_do_it_says_without_a_traceback(evaluation, tmp_path, arguments, sentence):
    filled = [argument.format(tmp_path / "out") for argument in arguments]
    done = CliRunner().invoke(app, ["report", *filled])
    assert done.exit_code == 1
    assert sentence in done.output
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_named(evaluation, tmp_path):
    (tmp_path / "file").write_text("")
    done = CliRunner().invoke(app, ["report", "2025Q4", "--out", str(tmp_path / "file" / "out")])
    assert done.exit_code == 1
    assert "文件没有写成" in done.output
