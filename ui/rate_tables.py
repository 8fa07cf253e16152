"""Tables of rates: groups with their counts, and one period beside others."""

import pandas as pd

from glossary import Kpi
from scoring.rates import Rate
from ui import tables
from ui.text import UNDEFINED, number, percent

GROUP_COLUMNS = {
    "rank": "名次",
    "cohort": "纳入件",
    "completed": "已办结",
    "completion_rate": "办结率",
    "due": "已到期",
    "on_time": "按期办结",
    "on_time_rate": "按期办结率",
    "overdue_open": "在办超期",
    "redone": "重办",
    "returned": "退单",
}
SHARES = ("completion_rate", "on_time_rate")


def group_table(counted: pd.DataFrame, label: str, key: str) -> None:
    """One row per group, its rates beside the counts they come from."""
    shown = with_rates(counted)
    columns = {label: label} | {name: title for name, title in GROUP_COLUMNS.items() if name in shown}
    tables.table(shown, columns, percent=SHARES, key=key)


def group_file(counted: pd.DataFrame, label: str) -> pd.DataFrame:
    """The same as a frame with Chinese headers, for download."""
    shown = with_rates(counted)
    titles = {name: title for name, title in GROUP_COLUMNS.items() if name in shown}
    return shown[[label, *titles]].rename(columns=titles)


def with_rates(counted: pd.DataFrame) -> pd.DataFrame:
    """办结率 and 按期办结率 of each row; missing where nothing is in the denominator."""
    return counted.assign(
        completion_rate=counted["completed"] / counted["cohort"].where(counted["cohort"] > 0),
        on_time_rate=counted["on_time"] / counted["due"].where(counted["due"] > 0),
    )


def rate_table(rates: dict[str, Rate], codes: tuple[str, ...], key: str) -> None:
    """Several rates, each with its interval and counts."""
    shown = pd.DataFrame(
        {
            "指标": [Kpi(code).label for code in codes],
            "数值": [percent(rates[code].value) for code in codes],
            "95% 区间": [interval(rates[code]) for code in codes],
            "分子 / 分母": [f"{number(rates[code].numerator)} / {number(rates[code].denominator)}" for code in codes],
        }
    )
    tables.table(shown, {name: name for name in shown.columns}, key=key)


def interval(figure: Rate) -> str:
    """The Wilson interval in words, — without a denominator."""
    if figure.interval is None:
        return UNDEFINED
    return f"{percent(figure.interval[0])} 至 {percent(figure.interval[1])}"
