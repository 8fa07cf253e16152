"""The KPI table: the published figures through the product's own functions, and real open cases against lifelines."""

import gzip
from datetime import date, datetime

import chinese_calendar
import numpy as np
import pandas as pd
import pytest
from lifelines import KaplanMeierFitter

from actions.figures import UnknownCode, kpi_table, scope_for
from actions.imports import import_file
from data_access import calendar, dictionaries
from data_access.engine import connect, writing
from glossary import Kpi
from permissions import SYSTEM
from working_time import OfficeHours

PERIOD = {"start": date(2025, 1, 1), "end": date(2025, 12, 1), "as_of": date(2025, 11, 30)}


@pytest.fixture(scope="module")
def demonstration_engine(demonstration_template):
    engine = connect(f"sqlite:///{demonstration_template}")
    yield engine
    engine.dispose()


def table(engine, channels=(), nature="suggestion_proper") -> dict:
    return kpi_table(engine, scope=scope_for(engine, **PERIOD, channels=list(channels), nature=nature), by=SYSTEM)


def test_the_published_figures_come_out_of_the_kpi_functions(demonstration_engine):
    whole = table(demonstration_engine)
    assert list(whole) == [code.value for code in Kpi]
    assert whole["completion_rate"] == {"value": 1534 / 1562, "numerator": 1534, "denominator": 1562}
    zaoban = table(demonstration_engine, channels=["zaoshi_zaoban"])
    assert round(zaoban["on_time_rate"]["value"], 3) == 0.962
    canyu = table(demonstration_engine, channels=["zao_canyu"])
    assert round(canyu["efficiency_gain"]["value"], 3) == 0.300


def test_an_unknown_code_is_refused_with_the_allowed_ones(demonstration_engine):
    with pytest.raises(UnknownCode, match="zao_canyu"):
        table(demonstration_engine, channels=["fax"])
    with pytest.raises(UnknownCode, match="praise"):
        table(demonstration_engine, nature="rumour")


@pytest.fixture(scope="module")
def council_cases(shared_data) -> pd.DataFrame:
    """Real cases, about 19 % of them still open; those closed before they were opened left out."""
    with gzip.open(shared_data / "council_cases.csv.gz") as file:
        cases = pd.read_csv(file, dtype=str)[["opendate", "closedate"]]
    impossible = cases["closedate"].notna() & (cases["closedate"] < cases["opendate"])
    return cases[~impossible].reset_index(drop=True)


def test_completion_and_median_of_real_open_cases_equal_lifelines(sqlite_engine, council_cases):
    with writing(sqlite_engine) as connection:
        calendar.fill_calendar(connection)
        dictionaries.fill_channels(connection)
    numbered = council_cases.assign(number=range(len(council_cases)), content="case")
    content = numbered.rename(
        columns={"opendate": "留言时间", "closedate": "办结时间", "number": "编号", "content": "内容"}
    )
    as_of = date(2025, 12, 31)
    done = import_file(
        sqlite_engine,
        content=content.to_csv(index=False).encode(),
        file_name="cases.csv",
        channel_code="hotline_12345",
        mapping={"received_at": "留言时间", "completed_at": "办结时间", "outside_number": "编号", "content": "内容"},
        by=SYSTEM,
        at=datetime(2026, 1, 5),
    )
    assert (done.stored, done.rejected) == (len(council_cases), 0)

    scope = scope_for(
        sqlite_engine, start=date(2004, 1, 1), end=date(2026, 1, 1), as_of=as_of, channels=[], nature="all"
    )
    found = kpi_table(sqlite_engine, scope=scope, by=SYSTEM)

    completed = council_cases["closedate"].notna()
    assert found["completion_rate"]["numerator"] == int(completed.sum())
    assert found["completion_rate"]["denominator"] == len(council_cases)
    hours = _working_hours(council_cases["opendate"], council_cases["closedate"].fillna("2026-01-01"))
    fitted = KaplanMeierFitter().fit(hours, completed)
    assert found["handling_time"]["median"] == pytest.approx(fitted.median_survival_time_, abs=1e-3)


def _working_hours(start: pd.Series, end: pd.Series) -> np.ndarray:
    """From 09:00 of the first day to 09:00 of the last, or to the end of 31 December for open ones."""
    days = pd.date_range("2020-01-01", "2026-01-02").date
    working = np.array([chinese_calendar.is_workday(day) for day in days])
    minutes = np.concatenate([[0], np.cumsum(working * OfficeHours().minutes)])
    positions = {day.isoformat(): position for position, day in enumerate(days)}
    at_nine = {day: minutes[position] + 30 * working[position] for day, position in positions.items()}
    at_nine["2026-01-01"] = minutes[positions["2026-01-01"]]
    return np.array([(at_nine[last] - at_nine[first]) / 60 for first, last in zip(start, end, strict=True)])
