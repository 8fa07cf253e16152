"""Cells of 第三方评估 as people type them: a number with its unit, a kind in words, and what scores how much."""

import math
import re
import unicodedata

from glossary import IndicatorDirection, ValueKind, code_of

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")


class BadEntry(ValueError):
    """What is wrong with one entry, to follow the name of its place."""


def read_number(typed: str, unit: str = "") -> float | None:
    """A number as typed: full-width digits, commas between thousands and the unit after it are fine; None when empty.

    Raises: BadEntry.
    """
    text = unicodedata.normalize("NFKC", typed).replace(" ", "").replace(",", "").replace("，", "")
    if not text:
        return None
    text = text.removesuffix(unicodedata.normalize("NFKC", unit).replace(" ", "")) if unit else text
    if _NUMBER.fullmatch(text) is None or not math.isfinite(float(text)):
        raise BadEntry(f"“{typed.strip()[:20]}”不是数" + (f"，请只写以“{unit}”为单位的数字" if unit else ""))
    return float(text)


def read_kind(typed: str, *, has_value: bool) -> ValueKind | None:
    """A kind in words or as a code; without one, a value speaks for itself. Raises: BadEntry."""
    if not typed:
        return ValueKind.PROVIDED if has_value else None
    code = code_of(ValueKind, typed)
    if code is None:
        allowed = "、".join(kind.label for kind in ValueKind)
        raise BadEntry(f"“{typed[:20]}”不认识，请写：{allowed}")
    return ValueKind(code)


def number_text(value: float | None) -> str:
    """A stored number so that reading it gives the same again; empty when there is none."""
    if value is None or value != value:
        return ""
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))


def scale(row) -> str:
    """What scores 0 and what 100, in words: ≤ 60 % 得 0 分，≥ 95 % 得 100 分."""
    floor, target, unit = number_text(row.floor), number_text(row.target), row.unit
    if row.direction == IndicatorDirection.INTERVAL:
        low, high = number_text(row.upper_target), number_text(row.upper_floor)
        return f"{target}—{low} {unit} 得 100 分，≤ {floor} 或 ≥ {high} {unit} 得 0 分"
    if row.direction == IndicatorDirection.COST:
        return f"≤ {target} {unit} 得 100 分，≥ {floor} {unit} 得 0 分"
    return f"≥ {target} {unit} 得 100 分，≤ {floor} {unit} 得 0 分"
