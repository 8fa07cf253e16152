"""How partners read on screen: standing, skills, term, response rate, and rosters as tables."""

from collections.abc import Mapping
from datetime import date

import pandas as pd

from glossary import PartnerKind, PartnerStanding, labels
from scoring.rates import rate
from ui import loaders
from ui.text import UNDEFINED, day, number, percent

PAGE = "pages/ideas/partners.py"
COLOURS = {
    PartnerStanding.IN_TERM: "blue",
    PartnerStanding.ENDING: "orange",
    PartnerStanding.OUT_OF_TERM: "gray",
    PartnerStanding.SET_ASIDE: "gray",
}
RESPONSE = "已反馈 ÷（已反馈＋婉拒＋过期未反馈）；撤回的、不再征求的、还没到期的不算在内。"


def township(code: str | None) -> str:
    """Where a partner belongs; 全市 when to no one township."""
    return "全市" if code is None or code != code else loaders.names("township").get(code, code)


def skills(codes: tuple[str, ...]) -> str:
    """What a partner knows, in the words of the dictionary."""
    names = loaders.names("category")
    return "、".join(names.get(code, code) for code in codes)


def response(answered: int, expected: int) -> str:
    """How many invitations were answered, with what they are divided by: 75.0 %（3/4）."""
    value = rate(int(answered), int(expected)).value
    return UNDEFINED if value is None else f"{percent(value)}（{number(answered)}/{number(expected)}）"


def term(term_from, term_to) -> str:
    """From when to when; the last day is still in the term."""
    if term_from is None and term_to is None:
        return "没有期限"
    return f"{day(term_from) if term_from else '不限'} 至 {day(term_to) if term_to else '不限'}"


def standing(code: str, term_to: date | None, as_of: date) -> str:
    """The standing on a day; of a term that ends soon also how many days are left."""
    if code != PartnerStanding.ENDING.value:
        return PartnerStanding(code).label
    left = (term_to - as_of).days
    return f"还有 {left} 天到期" if left else "今天到期"


def in_chinese(found: pd.DataFrame, as_of: date, *, with_kind: bool) -> pd.DataFrame:
    """A page of the roster as people read it: who and until when, what they gave, and what else is known."""
    kinds = labels(PartnerKind)
    rates = zip(found["answered"], found["expected"], strict=True)
    told = zip(found["standing"], found["term_to"], strict=True)
    columns = {
        "姓名（名称）": found["name"],
        "类型": found["kind"].map(kinds),
        "镇办区": [township(code) for code in found["township_code"]],
        "擅长领域": [skills(codes) for codes in found["skills"]],
        "状态": [standing(*each, as_of) for each in told],
        "待反馈": found["waiting"],
        "意见": found["opinions"],
        "会议": found["meetings"],
        "反馈率": [response(*each) for each in rates],
        "最近参与": [day(on) for on in found["last_on"]],
        "任期止": [day(on) if on else "不限" for on in found["term_to"]],
        "单位": found["organisation"],
        "电话": found["phone"],
        "编号": found["number"],
    }
    return pd.DataFrame(columns if with_kind else {name: columns[name] for name in columns if name != "类型"})


def contributions_in_chinese(found: pd.DataFrame, places: Mapping[str, str]) -> pd.DataFrame:
    """What everybody gave, as the download 贡献统计; `places`: township code → name."""
    kinds = labels(PartnerKind)
    rates = [
        rate(int(hits), int(total)).value for hits, total in found[["answered", "expected"]].itertuples(index=False)
    ]
    columns = {
        "编号": found["number"],
        "姓名（名称）": found["name"],
        "类型": found["kind"].map(kinds),
        "镇办区": [places.get(code, "全市") for code in found["township_code"]],
        "单位": found["organisation"],
        "受邀": found["invitations"],
        "已反馈": found["answered"],
        "婉拒": found["declined"],
        "已撤回": found["withdrawn"],
        "不再征求": found["ended"],
        "未反馈": found["lapsed"],
        "待反馈": found["waiting"],
        "其中过期": found["late"],
        "反馈率的基数": found["expected"],
        "反馈率（%）": [None if value is None else round(value * 100, 1) for value in rates],
        "意见": found["opinions"],
        "会议": found["meetings"],
        "最近参与": found["last_on"],
    }
    return pd.DataFrame(columns)
