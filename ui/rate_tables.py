"""Tables of rates: groups with their counts, and one period beside others."""

from collections.abc import Collection

import pandas as pd

from glossary import Kpi
from scoring.rates import Rate
from ui import tables
from ui.listings import Listing, listing
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
# Rates, and the rank by one, list the suggestions in the numerator.
MEASURES = {"rank": "on_time", "completion_rate": "completed", "on_time_rate": "on_time"}
SHARES = ("completion_rate", "on_time_rate")


def group_table(
    counted: pd.DataFrame,
    label: str,
    dimension: str,
    names: dict[str, str],
    *,
    key: str,
    only: Collection[str] = tuple(GROUP_COLUMNS),
    **within: object,
) -> None:
    """One row per group, its rates beside the counts they come from; a click on a figure lists its suggestions.

    `within`: codes of other dimensions that the counts are limited to.
    """
    shown = with_rates(counted)
    columns = {label: label} | {name: GROUP_COLUMNS[name] for name in only if name in shown}
    lists = group_lists(shown, label, dimension, names, **within)
    tables.table(shown, columns, percent=[name for name in SHARES if name in columns], key=key, lists=lists)


def group_lists(
    shown: pd.DataFrame, label: str, dimension: str, names: dict[str, str], **within: object
) -> dict[tuple[int, str], Listing]:
    """What each cell of a group table lists: a count its own rows, a rate its numerator, the name the whole group."""
    measures = {label: "cohort", **{name: MEASURES.get(name, name) for name in GROUP_COLUMNS if name in shown}}
    titles = {label: "纳入件", **{name: GROUP_COLUMNS[MEASURES.get(name, name)] for name in measures if name != label}}
    codes = {name: code for code, name in names.items()}
    return {
        (row, column): listing(f"{group}：{titles[column]}", measure, **within, **{dimension: codes[group]})
        for row, group in enumerate(shown[label])
        for column, measure in measures.items()
    }


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
