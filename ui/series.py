"""Counted frames made ready for the eye: names for codes, days rolled up, gaps filled."""

import pandas as pd

UNKNOWN = "未填"


def named(counted: pd.DataFrame, column: str, names: dict[str, str], label: str) -> pd.DataFrame:
    """The frame with a Chinese name column `label` in place of a code column; None becomes 未填."""
    shown = counted.copy()
    shown.insert(
        0, label, [UNKNOWN if code is None or code != code else names.get(code, code) for code in shown[column]]
    )
    return shown.drop(columns=column)


def in_buckets(by_day: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Daily counts summed by week (Monday) or month; buckets without any suggestion are 0.

    `unit`: "W" or "M". Columns: bucket (first day, datetime64) and the counts of `by_day`.
    """
    if by_day.empty:
        return by_day.rename(columns={"received_on": "bucket"})
    days = pd.to_datetime(by_day["received_on"])
    period = days.dt.to_period("W-SUN" if unit == "W" else "M")
    summed = by_day.drop(columns="received_on").groupby(period).sum()
    whole = pd.period_range(period.min(), period.max(), freq=period.dt.freq)
    summed = summed.reindex(whole, fill_value=0)
    summed.insert(0, "bucket", summed.index.to_timestamp())
    return summed.reset_index(drop=True)


def share(counted: pd.DataFrame, column: str) -> pd.DataFrame:
    """The frame, largest first, with the share of each row in the column's total."""
    total = counted[column].sum()
    shown = counted.sort_values(column, ascending=False, kind="stable").reset_index(drop=True)
    shown["占比"] = [value / total if total else None for value in shown[column]]
    return shown


def change_sentence(series: list[int], noun: str) -> str:
    """What the last full months did, as a chart title: 连续上升, 连续下降 or the last change."""
    if len(series) < 2:
        return noun
    steps = [later - earlier for earlier, later in zip(series, series[1:], strict=False)]
    direction = (steps[-1] > 0) - (steps[-1] < 0)
    if direction == 0:
        return f"{noun}与上月持平"
    run = 0
    for step in reversed(steps):
        if (step > 0) - (step < 0) != direction:
            break
        run += 1
    word = "上升" if direction > 0 else "下降"
    return f"{noun}连续{run}个月{word}" if run > 1 else f"{noun}较上月{word}"


def departments(counted: pd.DataFrame, tier: str | None, names: dict[str, str]) -> pd.DataFrame:
    """Counts per department (of one tier, or of all), with the department's name first."""
    chosen = counted[counted["tier"] == tier] if tier else counted
    chosen = chosen.dropna(subset="department_code").drop(columns=["tier", "earliest_due"], errors="ignore")
    summed = chosen.groupby("department_code", as_index=False).sum()
    return named(summed, "department_code", names, "主责单位")
