"""manage.py user: what it does and what it says when it refuses."""

import pytest
from typer.testing import CliRunner

from actions import sign_in
from commands.user import app
from data_access.engine import connect
from glossary import Role
from tests import factories
from tests.factories import NOW


@pytest.fixture
def user(engine, monkeypatch):
    """user("list") runs the command on the test's database."""
    address = engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", address)
    yield lambda *words, typed=None: CliRunner().invoke(app, list(words), input=typed)
    connect(address).dispose()  # the command's own engine


def can_sign_in(engine, username, password):
    chosen = {"username": username, "password": password, "address": "a", "browser": "b", "at": NOW}
    return bool(sign_in.sign_in(engine, **chosen))


def test_an_account_is_opened_with_a_role_in_chinese_and_a_password_from_stdin(engine, user):
    outcome = user(
        "add", "wang.li", "--name", "王丽", "--role", "分办员", "--password-stdin", typed="three plain words\n"
    )
    assert (outcome.exit_code, outcome.output) == (0, "已开通 wang.li。\n")
    assert can_sign_in(engine, "wang.li", "three plain words")
    assert "wang.li\t王丽\t分办员\t—\t在用" in user("list").output


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--role", "经理"], "没有“经理”这种身份"),
        (["--role", "handler", "--department", "moon"], "没有代码为“moon”的单位"),
        (["--role", "handler"], "必须选择所属单位"),
        (["--role", "officer"], "密码至少 10 个字符"),
    ],
)
def test_an_impossible_account_is_refused_in_a_sentence(user, words, sentence):
    outcome = user("add", "wang.li", "--name", "王丽", *words, "--password-stdin", typed="three plain words"[:9] + "\n")
    assert outcome.exit_code == 1
    assert sentence in outcome.output


def test_a_password_is_set_and_an_account_closed(engine, user):
    factories.account(engine)
    assert user("set-password", "officer", "--password-stdin", typed="from the office\n").exit_code == 0
    assert can_sign_in(engine, "officer", "from the office")
    assert user("deactivate", "officer").output == "已停用 officer。\n"
    with pytest.raises(sign_in.WrongCredentials):
        can_sign_in(engine, "officer", "from the office")


def test_an_unknown_account_and_the_last_administrator_are_refused(engine, user):
    factories.account(engine, role=Role.ADMINISTRATOR)
    assert "没有用户名为“nobody”的账户" in user("deactivate", "nobody").output
    assert "最后一个可用的系统管理员" in user("deactivate", "administrator").output
