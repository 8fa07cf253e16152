"""The question a screen answers: period, 统计时点 and filters, kept in the URL and carried from page to page."""

from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st

from data_access.scope import UNDECIDED, Scope
from glossary import Line, Nature, Tier, labels
from permissions import Permission
from ui import calendar_note, loaders
from ui.text import day

DEFAULT_NATURE = Nature.SUGGESTION_PROPER.value
ALL = "all"
PERIODS = {
    "year": "本年",
    "quarter": "本季度",
    "month": "本月",
    "twelve_months": "近12个月",
    "everything": "全部时间",
    "custom": "自选",
}
# URL name → what is chosen from; the same names are fields of Scope.
LISTS = {
    "lines": "线上线下",
    "channels": "渠道",
    "townships": "镇办区",
    "departments": "主责单位",
    "categories": "一级分类",
    "tiers": "办理等级",
}
FIRST_DAY = date(2004, 1, 1)  # where the working calendar begins; where it ends is in the calendar


@dataclass(frozen=True)
class Asked:
    """What the person asks about now, and the two periods it is compared with."""

    now: Scope
    previous: Scope
    last_year: Scope


def asked(page: str) -> Asked:
    """Draw the filter bar and give the scopes it stands for.

    `page` names the page: its controls are its own, what is chosen in them goes along to the next page.
    """
    st.session_state["filters.page"] = page
    chosen = _chosen()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _select("period", "时间", PERIODS, chosen, width=130)
        _select("nature", "性质", {ALL: "全部性质", **labels(Nature), UNDECIDED: "待定性"}, chosen, width=140)
        picked = sum(bool(chosen[name]) for name in LISTS)
        with st.popover(f"更多筛选（{picked}）" if picked else "更多筛选"):
            _more(chosen)
    _keep(chosen)
    start, end = _period(chosen)
    natures = () if chosen["nature"] == ALL else (chosen["nature"],)
    lists = {name: tuple(chosen[name]) for name in LISTS}
    found = loaders.scopes(start, end, chosen["as_of"], natures=natures, **lists)
    st.caption(_in_words(chosen, found["now"]))
    calendar_note.show(found["now"])
    return Asked(**found)


def _options() -> dict[str, dict[str, str]]:
    return {
        "lines": labels(Line),
        "channels": loaders.names("channel"),
        "townships": loaders.names("township"),
        "departments": loaders.names("department"),
        "categories": loaders.names("category_parent"),
        "tiers": labels(Tier),
    }


def _more(chosen: dict) -> None:
    chosen["as_of"] = _widget("as_of", chosen, lambda key: _day("统计时点", key))
    if chosen["period"] == "custom":
        chosen["from"] = _widget("from", chosen, lambda key: _day("收到日期从", key))
        chosen["to"] = _widget("to", chosen, lambda key: _day("到（含当日）", key))
    for name, options in _options().items():
        chosen[name] = _widget(
            name,
            chosen,
            lambda key, name=name, options=options: st.multiselect(
                LISTS[name], list(options), format_func=options.get, key=key, placeholder="全部"
            ),
        )
    if st.button("恢复默认", key=_key("reset")):
        st.query_params.clear()
        st.session_state.pop("chosen", None)
        _forget_controls()
        st.rerun()


def _day(label: str, key: str) -> date:
    return st.date_input(label, key=key, format="YYYY-MM-DD", min_value=FIRST_DAY, max_value=loaders.calendar().last)


def _select(name: str, label: str, options: dict[str, str], chosen: dict, width: int) -> None:
    chosen[name] = _widget(
        name, chosen, lambda key: st.selectbox(label, list(options), format_func=options.get, key=key, width=width)
    )


def _key(name: str) -> str:
    return f"{st.session_state['filters.page']}.filters.{name}"


def _widget(name: str, chosen: dict, draw):
    key = _key(name)
    if key not in st.session_state:
        st.session_state[key] = chosen[name]
    return draw(key)


def _chosen() -> dict:
    """From the URL when somebody opened a link, else as left on the page before."""
    url = dict(st.query_params)
    kept = st.session_state.get("chosen")
    if kept is not None and (not url or url == kept["url"]):
        return {**_defaults(), **kept["values"], **_live()}
    _forget_controls()
    return {**_defaults(), **_from_url(url)}


def _controls() -> dict[str, str]:
    """Name → key of this page's controls that were drawn before."""
    start = _key("")
    keys = [str(key) for key in st.session_state if str(key).startswith(start)]
    return {key.removeprefix(start): key for key in keys if not key.endswith(".reset")}


def _live() -> dict:
    return {name: st.session_state[key] for name, key in _controls().items()}


def _forget_controls() -> None:
    for key in _controls().values():
        del st.session_state[key]


def _defaults() -> dict:
    as_of = loaders.reporting_day()
    return {
        "period": "year",
        "nature": DEFAULT_NATURE,
        "as_of": as_of,
        "from": as_of.replace(month=1, day=1),
        "to": as_of,
        **{name: [] for name in LISTS},
    }


def _from_url(url: dict[str, str]) -> dict:
    """Known parameters only; a value that is not in its list is dropped rather than shown as an error."""
    found: dict = {}
    if url.get("period") in PERIODS:
        found["period"] = url["period"]
    if url.get("nature") in (ALL, UNDECIDED, *labels(Nature)):
        found["nature"] = url["nature"]
    for name in ("as_of", "from", "to"):
        try:
            found[name] = min(max(date.fromisoformat(url[name]), FIRST_DAY), loaders.calendar().last)
        except (KeyError, ValueError):
            continue
    for name, options in _options().items():
        codes = [code for code in url.get(name, "").split(",") if code in options]
        if codes:
            found[name] = codes
    return found


def _keep(chosen: dict) -> None:
    defaults = _defaults()
    url = {}
    for name, value in chosen.items():
        if value == defaults.get(name) or (name in ("from", "to") and chosen["period"] != "custom"):
            continue
        url[name] = ",".join(value) if isinstance(value, list) else str(value)
    st.session_state["chosen"] = {"values": dict(chosen), "url": url}
    if dict(st.query_params) != url:
        st.query_params.from_dict(url)


def _period(chosen: dict) -> tuple[date, date]:
    """Half-open [start, end) of the days of receipt."""
    as_of = chosen["as_of"]
    tomorrow = as_of + timedelta(days=1)
    starts = {
        "year": as_of.replace(month=1, day=1),
        "quarter": as_of.replace(month=(as_of.month - 1) // 3 * 3 + 1, day=1),
        "month": as_of.replace(day=1),
        "twelve_months": tomorrow.replace(year=tomorrow.year - 1, day=min(tomorrow.day, 28)),
        "everything": FIRST_DAY,
    }
    if chosen["period"] == "custom":
        return chosen["from"], max(chosen["to"], chosen["from"]) + timedelta(days=1)
    return starts[chosen["period"]], tomorrow


def _in_words(chosen: dict, scope: Scope) -> str:
    options = _options()
    parts = [
        f"{LISTS[name]}：{'、'.join(options[name][code] for code in chosen[name])}" for name in LISTS if chosen[name]
    ]
    who = loaders.reader()
    if not who.may(Permission.READ_ALL_FIGURES):
        parts.append(f"只含本单位（{options['departments'].get(who.department_code, '未设单位')}）主责的建议")
    last = scope.end - timedelta(days=1)
    period = f"截至 {day(last)} 全部" if chosen["period"] == "everything" else f"{day(scope.start)} 至 {day(last)}"
    return "　".join([f"收到日期 {period}，统计时点 {day(scope.as_of)}", *parts])
