"""The working calendar in the words of the screen: a month as a small table, a change, and what it moves."""

from calendar import monthcalendar
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise

import pandas as pd

from actions.calendar import Day, Moves
from ui import clock
from ui.text import number

WEEKDAYS = "一二三四五六日"
SETTLED_AFTER = "待国务院办公厅通知"
_GROUPS_SHOWN = 4


def month(year: int, month_number: int, days: dict[date, Day]) -> str:
    """One month as a table of weeks: 休 and 班 mark what is not as the weekday says."""
    lines = [f"**{month_number} 月**", "", f"|{'|'.join(WEEKDAYS)}|", "|" + ":-:|" * 7]
    for week in monthcalendar(year, month_number):
        cells = [_cell(date(year, month_number, at), days) if at else " " for at in week]
        lines.append(f"|{'|'.join(cells)}|")
    return "\n".join(lines)


def _cell(on: date, days: dict[date, Day]) -> str:
    entry = days.get(on)
    if entry is None:
        return " "
    is_weekday = on.weekday() < 5
    if entry.working:
        return f"{on.day}" if is_weekday else f":orange[**{on.day}班**]"
    return f":blue[**{on.day}休**]" if is_weekday or entry.name else f":gray[{on.day}]"


def named_days(month_number: int, days: dict[date, Day]) -> str:
    """The names of a month: 1—3 日 元旦，4 日 调休上班; a dash when it has none."""
    named = [(on, entry.name) for on, entry in days.items() if on.month == month_number and entry.name]
    spans: list[list] = []
    for on, name in named:
        if spans and spans[-1][2] == name and on - spans[-1][1] == timedelta(days=1):
            spans[-1][1] = on
        else:
            spans.append([on, on, name])
    parts = [f"{a.day} 日 {name}" if a == b else f"{a.day}—{b.day} 日 {name}" for a, b, name in spans]
    return "，".join(parts) or "—"


def changed_days(changed: Mapping[date, tuple[Day | None, Day]]) -> pd.DataFrame:
    """Days before and after; those of a year that is only being settled, or was added, are one line."""
    rows = []
    settled = Counter()
    for on, (was, entry) in changed.items():
        if was is None or (was.working, was.name) == (entry.working, entry.name):
            settled[on.year, entry.provisional] += 1
        else:
            rows.append((f"{on:%Y-%m-%d} 周{WEEKDAYS[on.weekday()]}", _in_words(was), _in_words(entry)))
    for (year, provisional), count in settled.items():
        now = "暂按周末推算" if provisional else "已核定"
        rows.append((f"{year} 年其余 {count} 天", "上班、休息不变", now))
    return pd.DataFrame(rows, columns=["日期", "原来", "改为"])


def _in_words(entry: Day) -> str:
    kind = "上班" if entry.working else "休息"
    return f"{kind}（{entry.name}）" if entry.name else kind


def moved(moves: Moves) -> list[str]:
    """What a change moves, one sentence each."""
    if not moves.recomputed:
        return ["没有建议受影响。"]
    said = []
    if moves.open_by_days:
        said.append(f"在办 {number(moves.open_by_days.total())} 件的到期日变动：{_by_days(moves.open_by_days)}。")
    if moves.done_by_days:
        total = number(moves.done_by_days.total())
        said.append(f"已结束的 {total} 件的到期日同时更正：{_by_days(moves.done_by_days)}；是否按期随之重算。")
    if not said:
        said.append("没有建议的到期日变动。")
    said.append(f"共 {number(moves.recomputed)} 件重新换算办理时长；到期日变动逐件写入办理记录。")
    return said


def _by_days(by_days: Counter[int]) -> str:
    if len(by_days) > _GROUPS_SHOWN:
        later = sorted(days for days in by_days if days > 0)
        earlier = sorted(-days for days in by_days if days < 0)
        parts = [(later, "推后"), (earlier, "提前")]
        spans = [f"{word} {days[0]} 至 {days[-1]} 天" for days, word in parts if days]
        return "，".join(spans)
    ordered = sorted(by_days.items(), key=lambda item: -item[1])
    return "，".join(f"{'推后' if days > 0 else '提前'} {abs(days)} 天 {number(count)} 件" for days, count in ordered)


def changes_table(changes: pd.DataFrame) -> pd.DataFrame:
    """Earlier changes as shown."""
    spans = zip(changes["first"], changes["last"], strict=True)
    return pd.DataFrame(
        {
            "次": changes["id"],
            "时间": [clock.moment(at) for at in changes["at"]],
            "操作人": changes["by_name"],
            "日期": [a if a == b else f"{a} 至 {b}" for a, b in spans],
            "天数": changes["days"],
            "依据": changes["reason"],
            "到期日变动（件）": changes["due_moved"],
        }
    )


def years_in_words(years: list[int]) -> str:
    """2027 年、2028 年, or 2027 至 2029 年 when they follow each other."""
    follow = len(years) > 1 and all(b - a == 1 for a, b in pairwise(years))
    return f"{years[0]} 至 {years[-1]} 年" if follow else "、".join(f"{year} 年" for year in years)


def provisional_note(years: list[int]) -> str:
    """The one caption for whatever depends on a provisional year."""
    return f"{years_in_words(years)}的工作日暂按周末推算，{SETTLED_AFTER}；落在其中的到期日和办理时长可能变动。"
