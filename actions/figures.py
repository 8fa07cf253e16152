"""The KPI table for one question, as the command line prints it and reports will quote it."""

from datetime import date

from pandas import DataFrame

from data_access import settings
from data_access.calendar import working_calendar
from data_access.dictionaries import dictionary
from data_access.engine import Engine
from data_access.facts import cases, counts, handling_times
from data_access.scope import Scope, a_year_earlier, scope_of
from glossary import Kpi, Nature
from permissions import Person
from scoring.efficiency import EfficiencyGain, efficiency_gain
from scoring.kpi import KPI_MEASURES, kpi_rates
from scoring.survival import kaplan_meier
from working_time import OfficeHours, WorkingCalendar

STRATA = ("tier", "category_parent_code")


class UnknownCode(Exception):
    """A code that is not in the dictionary; the message names the allowed ones."""


def scope_for(engine: Engine, *, start: date, end: date, as_of: date, channels: list[str], nature: str) -> Scope:
    """The scope a command line asks for; raises UnknownCode."""
    known = list(dictionary(engine, "channel")["code"])
    for code in channels:
        if code not in known:
            raise UnknownCode(f"没有渠道“{code}”。可用：{'、'.join(known)}。")
    natures = [member.value for member in Nature]
    if nature not in ("all", *natures):
        raise UnknownCode(f"没有性质“{nature}”。可用：all、{'、'.join(natures)}。")
    chosen = () if nature == "all" else (nature,)
    return scope_of(
        working_calendar(engine), start=start, end=end, as_of=as_of, channels=tuple(channels), natures=chosen
    )


def gain_over_last_year(before: DataFrame, after: DataFrame, limit: int) -> EfficiencyGain:
    """效率提升: the period against the same period a year earlier, same tier and category mix.

    `before`, `after`: handling times by STRATA, as data_access.facts.handling_times gives them; `limit`: working days
    after which a time counts as that long (the setting restricted_mean_limit).
    """
    return efficiency_gain(_by_stratum(before), _by_stratum(after), limit * OfficeHours().minutes)


def _by_stratum(times: DataFrame) -> DataFrame:
    tier, category = (times[name].astype(str) for name in STRATA)
    stratum = (tier + "|" + category) if len(times) else tier
    return DataFrame(
        {
            "stratum": stratum,
            "duration": times["minutes"],
            "completed": times["completed"],
            "count": times["count"],
        }
    )


def kpi_table(engine: Engine, *, scope: Scope, by: Person) -> dict[str, object]:
    """Every code of the KPI table, in its order; times in working hours, undefined as None."""
    calendar = working_calendar(engine)
    counted = counts(engine, reader=by, scope=scope, measures=KPI_MEASURES).iloc[0]
    rates = kpi_rates(counted)
    times = handling_times(engine, reader=by, scope=scope, by=STRATA)
    curve = kaplan_meier(times["minutes"], times["completed"], counts=times["count"]) if len(times) else None
    earlier = handling_times(engine, reader=by, scope=a_year_earlier(calendar, scope), by=STRATA)
    gain = gain_over_last_year(earlier, times, settings.current(engine)["restricted_mean_limit"])
    figures: dict[str, object] = {
        "overdue_open": int(counted["overdue_open"]),
        "longest_overdue": longest_overdue(calendar, scope, counted["earliest_due"]),
        "handling_time": {
            "median": _working_hours(curve and curve.median),
            "p90": _working_hours(curve and curve.quantile(0.9)),
            "unit": "working_hours",
            "denominator": int(counted["cohort"]),
        },
        "efficiency_gain": {
            "value": gain.value,
            "low": gain.low,
            "high": gain.high,
            "before": _working_hours(gain.before_mean),
            "after": _working_hours(gain.after_mean),
        },
    }
    for code, figure in rates.items():
        figures[code] = {"value": figure.value, "numerator": figure.numerator, "denominator": figure.denominator}
    return {code.value: figures[code.value] for code in Kpi}


def longest_overdue(calendar: WorkingCalendar, scope: Scope, earliest_due: date | None) -> int | None:
    """Working days since the earliest missed last day; None when nothing is overdue."""
    if earliest_due is None or earliest_due != earliest_due:
        return None
    return calendar.days_between(earliest_due, scope.as_of)


def overdue_cases(engine: Engine, calendar: WorkingCalendar, *, scope: Scope, by: Person, limit: int) -> DataFrame:
    """The open overdue suggestions that may be listed, longest overdue first.

    Columns: those of data_access.facts.cases, and overdue_working_days (1 on the first working day after due_on).
    """
    found = cases(engine, reader=by, scope=scope, measure="overdue_open", limit=limit, order="due_on")
    return found.assign(overdue_working_days=[calendar.days_between(due, scope.as_of) for due in found["due_on"]])


def _working_hours(minutes: float | None) -> float | None:
    return None if minutes is None else round(float(minutes) / 60, 4)
