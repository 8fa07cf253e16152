"""Brings the plan to the published figures: cases are moved, finished or delayed, never the formulas.

All conditions are the KPI definitions at 统计时点 2025-11-30, in day numbers and minutes of the working clock.
"""

from datetime import date

import numpy as np
import pandas as pd

from data_access.settings import DEFAULTS
from glossary import Channel, Nature
from scoring.efficiency import efficiency_gain
from seed_data.days import Days
from seed_data.organisation import second_level
from seed_data.plan import NEVER, SHORTEST

SUGGESTIONS, COMPLETED = 1562, 1534
DUE_ON_ZAOSHI_ZAOBAN, ON_TIME_RATE = 210, 0.962
TIME_SAVED = 0.300
A_YEAR_BEFORE = date(2024, 11, 30)
LONGEST_BEFORE_SIGNING = 3600  # minutes
HORIZON = DEFAULTS["restricted_mean_limit"] * 390


def calibrate(cases: pd.DataFrame, days: Days, generator: np.random.Generator) -> None:
    """Change the plan in place until the published figures come out."""
    _leave_out_in_time(cases, days)
    _untriaged(cases, days)
    _extend(cases, days)
    _number_of_suggestions(cases, days, generator)
    _number_completed(cases, days, generator)
    _time_saved(cases, days)
    _zaoshi_zaoban(cases, days, generator)
    _extend(cases, days)


def done_minute(cases: pd.DataFrame) -> pd.Series:
    """When each case is finally completed, were there no end of the data."""
    first = cases["received_minute"] + cases["duration"]
    return first + np.where(cases["redo_gap"] > 0, cases["redo_gap"] + cases["redo_duration"], 0)


def due_number(cases: pd.DataFrame, days: Days) -> pd.Series:
    """The number of the last working day allowed, extension and redo included."""
    redone = cases["received_minute"] + cases["duration"] + cases["redo_gap"]
    reopened = (cases["redo_gap"] > 0) & (redone < days.end_minute)
    return np.where(reopened, days.number_of(redone), cases["counted"] + cases["extension"]) + cases["limit"]


def asked_minute(cases: pd.DataFrame) -> pd.Series:
    """When an extension is granted: before the due date."""
    return cases["received_minute"] + (cases["limit"] * 390 * 0.8).astype(int)


def cohort(cases: pd.DataFrame, days: Days) -> pd.Series:
    """A: accepted by 统计时点 and not left out."""
    accepted = cases["received_minute"] + cases["accept"] < days.end_minute
    return accepted & (cases["left_out"] == "") & ~cases["escalated"]


def _extend(cases: pd.DataFrame, days: Days) -> None:
    """Drop extensions and redoes that the end of the data or an earlier completion forestalls."""
    asked = asked_minute(cases)
    forestalled = (asked >= days.end_minute) | (asked + 100 > cases["received_minute"] + cases["duration"])
    cases.loc[forestalled, "extension"] = 0
    reopened = cases["received_minute"] + cases["duration"] + cases["redo_gap"]
    cases.loc[reopened >= days.end_minute, "redo_gap"] = 0


def _leave_out_in_time(cases: pd.DataFrame, days: Days) -> None:
    """Whatever is left out is so before the two days it is counted on, not after."""
    for end in (days.clock_at_end_of(A_YEAR_BEFORE), days.end_minute):
        too_late = cases["received_minute"].between(end - LONGEST_BEFORE_SIGNING, end - 1)
        cases.loc[too_late, "left_out"] = ""


def _untriaged(cases: pd.DataFrame, days: Days) -> None:
    """Some of what came in during the last two working days nobody has looked at yet."""
    is_recent = cases["counted"] >= days.end_minute // 390 - 1
    waiting = is_recent & (cases["nature"] != Nature.SUGGESTION_PROPER) & (cases["person"] % 2 == 0)
    cases.loc[waiting, "triage"] = 1200
    cases.loc[waiting, "duration"] += 2400


def _suggestions(cases: pd.DataFrame, days: Days) -> pd.Series:
    return cohort(cases, days) & cases["in_2025"] & (cases["nature"] == Nature.SUGGESTION_PROPER)


def _number_of_suggestions(cases: pd.DataFrame, days: Days, generator: np.random.Generator) -> None:
    """Surplus suggestions become requests."""
    found = cases.index[_suggestions(cases, days)].to_numpy()
    if len(found) < SUGGESTIONS:
        raise RuntimeError(f"only {len(found)} suggestions were drawn")
    cases.loc[generator.permutation(found)[SUGGESTIONS:], "nature"] = str(Nature.REQUEST)


def _number_completed(cases: pd.DataFrame, days: Days, generator: np.random.Generator) -> None:
    """The newest open ones and three stuck ones stay open; the others are finished before 统计时点."""
    chosen = cases[_suggestions(cases, days)]
    is_open = done_minute(chosen) >= days.end_minute
    stuck = chosen.index[is_open & (chosen["duration"] == NEVER) & (chosen["channel"] != Channel.ZAO_CANYU)][:3]
    still = chosen.index[is_open].difference(stuck)[-(SUGGESTIONS - COMPLETED - len(stuck)) :]
    finished = chosen.index[is_open].difference(stuck.union(still))
    room = days.end_minute - cases.loc[finished, "received_minute"]
    limit = cases.loc[finished, "limit"] * 390
    share = generator.uniform(0.5, 0.95, len(finished))
    cases.loc[finished, "duration"] = np.maximum(np.minimum(room, limit) * share, SHORTEST).astype(int)
    cases.loc[finished, ["redo_gap", "extension"]] = 0


def _zaoshi_zaoban(cases: pd.DataFrame, days: Days, generator: np.random.Generator) -> None:
    """按期办结率 of 枣事早办, first for suggestions alone, then with all natures."""
    due = cohort(cases, days) & cases["in_2025"] & (due_number(cases, days) <= days.end_minute // 390)
    proper = due & (cases["nature"] == Nature.SUGGESTION_PROPER)
    there = proper & (cases["channel"] == Channel.ZAOSHI_ZAOBAN)
    surplus = int(there.sum()) - DUE_ON_ZAOSHI_ZAOBAN
    if surplus > 0:
        is_done = done_minute(cases) < days.end_minute
        cases.loc[generator.permutation(cases.index[there & is_done])[:surplus], "channel"] = str(Channel.WECHAT)
    elif surplus < 0:
        spare = proper & cases["channel"].isin([Channel.WECHAT, Channel.HOTLINE_12345, Channel.GOVERNMENT_APP])
        moved = generator.permutation(cases.index[spare])[:-surplus]
        cases.loc[moved, "channel"] = str(Channel.ZAOSHI_ZAOBAN)
    here = cases["channel"] == Channel.ZAOSHI_ZAOBAN
    on_time = _aim(cases, days, due & proper & here, round(ON_TIME_RATE * DUE_ON_ZAOSHI_ZAOBAN), generator)
    everything = int((due & here).sum())
    _aim(cases, days, due & here & ~proper, round(ON_TIME_RATE * everything) - on_time, generator)


def _aim(cases: pd.DataFrame, days: Days, rows: pd.Series, target: int, generator: np.random.Generator) -> int:
    """Finish some of the rows earlier or later until exactly `target` are on time."""
    done, due = done_minute(cases), due_number(cases, days)
    in_time = rows & (days.number_of(done) <= due)
    simple = (cases["redo_gap"] == 0) & (cases["extension"] == 0)
    missing = target - int(in_time.sum())
    if missing > 0:
        late = cases.index[rows & ~in_time & simple & (done < days.end_minute)]
        chosen = generator.permutation(late)[:missing]
        share = generator.uniform(0.6, 0.9, len(chosen))
        cases.loc[chosen, "duration"] = np.maximum(cases.loc[chosen, "limit"] * 390 * share, SHORTEST).astype(int)
    else:
        due_early = due + 6 <= days.end_minute // 390
        chosen = generator.permutation(cases.index[in_time & simple & due_early])[:-missing]
        delayed = (due[chosen] + generator.integers(0, 5, len(chosen))) * 390 + generator.integers(0, 390, len(chosen))
        cases.loc[chosen, "duration"] = delayed - cases.loc[chosen, "received_minute"]
    if len(chosen) != abs(missing):
        raise RuntimeError("too few cases to reach the published on-time rate")
    return target


def _time_saved(cases: pd.DataFrame, days: Days) -> None:
    """Scale what 枣参与 took under 智能派单, by bisection, until 30.0 % of the time is saved."""
    parents = np.array([category.parent for category in second_level()], dtype=object)[cases["category"]]
    strata = cases["tier"] + " " + parents
    proper = (cases["channel"] == Channel.ZAO_CANYU) & (cases["nature"] == Nature.SUGGESTION_PROPER)
    earlier_end = days.clock_at_end_of(A_YEAR_BEFORE)
    before = cases[proper & (cases["received"] < "2024-12-01") & (cases["left_out"] == "")]
    before = before[before["received_minute"] + before["accept"] < earlier_end]
    then = _observed(before, strata, earlier_end)
    scaled = cases.index[cases["smart"] & (done_minute(cases) < days.end_minute)]
    first = cases.loc[scaled, "duration"]
    now = proper & _suggestions(cases, days)
    low, high = 0.2, 3.0
    for _ in range(24):
        factor = (low + high) / 2
        _scale(cases, first, factor, days)
        gain = efficiency_gain(then, _observed(cases[now], strata, days.end_minute), HORIZON, draws=2).value
        low, high = (factor, high) if gain > TIME_SAVED else (low, factor)
    if abs(gain - TIME_SAVED) > 0.0004:
        raise RuntimeError(f"efficiency gain {gain:.5f} is not {TIME_SAVED}")


def _scale(cases: pd.DataFrame, first: pd.Series, factor: float, days: Days) -> None:
    """The durations `first` times the factor, within what can be."""
    chosen = cases.loc[first.index]
    redo = np.where(chosen["redo_gap"] > 0, chosen["redo_gap"] + chosen["redo_duration"], 0)
    longest = days.end_minute - 1 - chosen["received_minute"] - redo
    cases.loc[first.index, "duration"] = np.minimum(np.maximum((first * factor).astype(int), SHORTEST), longest)
    cases.loc[first.index, "extension"] = 0


def _observed(chosen: pd.DataFrame, strata: pd.Series, end_minute: int) -> pd.DataFrame:
    """Handling times as known at an end: columns stratum, duration, completed, count."""
    done = done_minute(chosen)
    ended = np.minimum(done, end_minute) - chosen["received_minute"]
    return pd.DataFrame(
        {"stratum": strata[chosen.index], "duration": ended, "completed": done < end_minute, "count": 1}
    )
