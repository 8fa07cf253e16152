"""How figures, days and free text are written."""

from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from ui import text

MISSING = [None, float("nan"), pd.NA, pd.NaT, np.nan, float("inf")]


def test_numbers_as_the_office_writes_them() -> None:
    assert (text.number(1562), text.number(0), text.number(np.int64(12_000))) == ("1,562", "0", "12,000")
    assert (text.percent(1534 / 1562), text.percent(0.5, digits=0), text.percent(0)) == ("98.2 %", "50 %", "0.0 %")
    assert (text.hours(750), text.working_days(1248)) == ("12.5 小时", "3.2 天")


def test_days_and_months() -> None:
    assert text.day(date(2025, 11, 30)) == "2025-11-30"
    assert text.day(pd.Timestamp(2025, 1, 5)) == "2025-01-05"
    assert (text.month(date(2025, 11, 30)), text.month(datetime(2025, 1, 5, 8))) == ("2025年11月", "2025年1月")


@pytest.mark.parametrize("missing", MISSING)
def test_the_undefined_is_a_dash_and_never_zero(missing: object) -> None:
    for write in (text.number, text.percent, text.hours, text.working_days):
        assert write(missing) == "—"
    assert text.change(missing, 1, "count") == text.change(1, missing, "rate") == "—"


@pytest.mark.parametrize("missing", [None, pd.NaT])
def test_no_day_is_a_dash(missing: object) -> None:
    assert (text.day(missing), text.month(missing)) == ("—", "—")


@pytest.mark.parametrize(
    ("now", "before", "kind", "written"),
    [
        (1562, 1400, "count", "+162"),
        (3, 1203, "count", "-1,200"),
        (0.962, 0.982, "rate", "-2.0 百分点"),
        (0.98, 0.95, "rate", "+3.0 百分点"),
        (390, 585, "minutes", "-0.5 个工作日"),
        (7, 7, "count", "持平"),
        (0.98204, 0.98201, "rate", "持平"),
        (0.98196, 0.98201, "rate", "持平"),
    ],
)
def test_a_change_is_signed(now: float, before: float, kind: text.Kind, written: str) -> None:
    assert text.change(now, before, kind) == written


@pytest.mark.parametrize(
    ("plain", "shown"),
    [
        ("请致电13812345678张先生", "请致电138****5678张先生"),
        ("+8613812345678、138 1234 5678", "+86138****5678、138 **** 5678"),
        ("身份证42068319900101123X，谢谢", "身份证420***********123X，谢谢"),
        ("420683199001011234", "420***********1234"),
        ("办公电话0710-6312345，或07106312345、6312345、12345", "办公电话0710-6312345，或07106312345、6312345、12345"),
        ("订单号138123456789012、12812345678", "订单号138123456789012、12812345678"),
        ("", ""),
        (None, ""),
        ("全角１３８１２３４５６７８", "全角１３８****５６７８"),
        ("４２０６８３１９９００１０１１２３Ｘ", "４２０***********１２３Ｘ"),
    ],
)
def test_mobiles_and_identity_numbers_are_masked_and_landlines_left(plain: str | None, shown: str) -> None:
    assert text.masked(plain) == shown


@pytest.mark.parametrize(
    ("size", "shown"),
    [(1, "1 KB"), (1536, "2 KB"), (1023 * 1024, "1,023 KB"), (1024 * 1024, "1.0 MB"), (20 * 1024 * 1024, "20.0 MB")],
)
def test_files_have_a_size_people_can_read(size, shown):
    assert text.file_size(size) == shown


def test_what_people_typed_is_no_markdown_and_stays_in_its_line():
    assert text.escaped("*电梯*\n# [a](b) $x$ :red[c] <b>") == (
        "\\*电梯\\* \\# \\[a\\]\\(b\\) \\$x\\$ \\:red\\[c\\] \\<b\\>"
    )
    assert text.escaped("电梯 2025年") == "电梯 2025年"


def test_a_score_is_never_written_as_the_bound_it_has_not_reached():
    assert [text.points(value) for value in (82.44, 90.0, 89.96, 79.999, 59.95, None)] == [
        "82.4",
        "90.0",
        "89.9",
        "79.9",
        "59.9",
        "—",
    ]
    assert text.points(89.996, 2) == "89.99"


def test_intervals_and_differences_of_points():
    assert (text.between(76.44, 87.06), text.between(float("nan"), 3.0)) == ("76.4—87.1", "—")
    assert (text.signed_between(-0.04, 7.2), text.signed_between(None, 1.0)) == ("-0.0 至 +7.2", "—")
    assert [text.signed(value) for value in (3.24, -1.5, 0.01, None)] == ["+3.2", "-1.5", "持平", "—"]
