"""Counted frames made ready for the eye: names for codes, days rolled up, gaps filled."""

from datetime import date, timedelta

import pandas as pd

from glossary import Tier
from scoring.survival import kaplan_meier
from ui.listings import name_of
from ui.text import number, percent
from working_time import OfficeHours


def named(counted: pd.DataFrame, column: str, names: dict[str, str], label: str) -> pd.DataFrame:
    """The frame with a Chinese name column `label` in place of a code column; None becomes 未填."""
    shown = counted.copy()
    shown.insert(0, label, [name_of(code, names) for code in shown[column]])
    return shown.drop(columns=column)


def in_buckets(by_day: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Daily counts summed by day, week (from Monday) or month; buckets without any suggestion are 0.

    `unit`: "D", "W" or "M". Columns: bucket (first day, datetime64) and the counts of `by_day`.
    """
    if by_day.empty:
        return by_day.rename(columns={"received_on": "bucket"})
    days = pd.to_datetime(by_day["received_on"])
    period = days.dt.to_period({"W": "W-SUN"}.get(unit, unit))
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


def change_sentence(months: pd.DataFrame, column: str, noun: str, as_of: date) -> str:
    """What the last whole months did, as a chart title: 连续上升, 连续下降 or the last change.

    The month of `as_of` is left out unless `as_of` is its last day: half a month always looks like a fall.
    """
    counted = list(months[column])
    is_whole = (as_of + timedelta(days=1)).day == 1
    if not is_whole and len(months) and months["bucket"].iloc[-1].date() == as_of.replace(day=1):
        counted = counted[:-1]
    steps = [later - earlier for earlier, later in zip(counted, counted[1:], strict=False)]
    if not steps:
        return noun
    direction = (steps[-1] > 0) - (steps[-1] < 0)
    if direction == 0:
        return f"{noun}与上月持平"
    run = 0
    for step in reversed(steps):
        if (step > 0) - (step < 0) != direction:
            break
        run += 1
    word = "上升" if direction > 0 else "下降"
    month = f"{noun}" if is_whole else f"{noun}截至上月"
    return f"{month}连续{run}个月{word}" if run > 1 else f"{month}较前一个月{word}"


def totals(counted: pd.DataFrame, by: str, names: dict[str, str], label: str) -> pd.DataFrame:
    """Finer counts added up by one of their dimensions, in the order of `names`; rows without a code left out."""
    numbers = counted.select_dtypes("number").columns
    summed = counted.dropna(subset=by).groupby(by)[list(numbers)].sum()
    ordered = [code for code in names if code in summed.index]
    return named(summed.loc[ordered].reset_index(), by, names, label)


def whole(counted: pd.DataFrame) -> pd.Series:
    """Finer counts added up to one; earliest_due is the earliest of all."""
    summed = counted.select_dtypes("number").sum()
    if "earliest_due" in counted:
        known = [day for day in counted["earliest_due"] if day is not None and day == day]
        summed = pd.concat([summed.astype(object), pd.Series({"earliest_due": min(known, default=None)})])
    return summed


def age_bands(counted: pd.DataFrame, bands: tuple[str, ...]) -> pd.DataFrame:
    """Open cases per band in order, overdue and not.

    Columns: category (the band), state, count, label.
    """
    by_band = counted.set_index("age_band")
    rows = []
    for band in bands:
        late, waiting = (int(by_band[name].get(band, 0)) for name in ("overdue_open", "open"))
        label = f"{number(waiting)} 件" + (f"，超期 {number(late)}" if late else "")
        rows += [(band, "在办超期", late, label), (band, "在办未超期", waiting - late, label)]
    return pd.DataFrame(rows, columns=["category", "state", "count", "label"])


def progress_of(groups: pd.DataFrame, label: str) -> pd.DataFrame:
    """How far each group is: overdue, open in time, completed.

    `groups`: columns `label`, cohort, completed, overdue_open. Columns: category, state, count, label.
    """
    rows = []
    for name, cohort, completed, late in groups[[label, "cohort", "completed", "overdue_open"]].itertuples(index=False):
        written = f"办结 {percent(completed / cohort if cohort else None)}" + (f"，超期 {number(late)}" if late else "")
        states = {"在办超期": late, "在办未超期": cohort - completed - late, "已办结": completed}
        rows += [(name, state, count, written) for state, count in states.items()]
    return pd.DataFrame(rows, columns=["category", "state", "count", "label"])


def largest_first(counted: pd.DataFrame, group: str, by: str) -> pd.DataFrame:
    """The rows of each group together, the group with the largest sum first, rows without a code last."""
    whole = counted.groupby(group, dropna=False)[by].transform("sum").where(counted[group].notna(), -1)
    ordered = counted.assign(_whole=whole).sort_values(["_whole", group], ascending=[False, True], kind="stable")
    return ordered.drop(columns="_whole")


def summed(counted: pd.DataFrame, by: str) -> pd.DataFrame:
    """Finer counts added up by one of their dimensions, codes kept, those without a code last."""
    numbers = list(counted.select_dtypes("number").columns)
    return counted.groupby(by, dropna=False, sort=True)[numbers].sum().reset_index()


def survival_by_tier(times: pd.DataFrame) -> pd.DataFrame:
    """The Kaplan–Meier curve of each tier that has cases.

    Columns: tier (label), working_days, survival; each curve begins at 0 days with 1.
    """
    curves = [pd.DataFrame({"tier": [], "working_days": [], "survival": []})]
    for tier in Tier:
        own = times[times["tier"] == tier.value]
        curve = kaplan_meier(own["minutes"], own["completed"], counts=own["count"])
        days = [0.0, *(curve.times / OfficeHours().minutes)]
        if len(own):
            curves.append(pd.DataFrame({"tier": tier.label, "working_days": days, "survival": [1.0, *curve.survival]}))
    return thinned(pd.concat(curves[1:] or curves, ignore_index=True))


def thinned(curves: pd.DataFrame, steps: int = 200) -> pd.DataFrame:
    """At most about `steps` points a curve: a screen shows no more, and a browser draws no more quickly."""
    kept = [
        own.iloc[sorted({*range(0, len(own), max(len(own) // steps, 1)), len(own) - 1})]
        for _, own in curves.groupby("tier", sort=False)
    ]
    return pd.concat(kept, ignore_index=True) if kept else curves
