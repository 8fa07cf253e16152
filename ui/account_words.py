"""Accounts and their history in the words of the screen."""

import pandas as pd

from glossary import Role
from ui import clock

FIELDS = {
    "username": "用户名",
    "name": "姓名",
    "role": "身份",
    "department_code": "所属单位",
    "collector_id": "民情收集员",
    "unit": "工作单位",
    "field": "专业领域",
    "employments": "曾任职单位",
}
WHAT = {
    "created": "开通",
    "changed": "修改",
    "password_set": "重设密码",
    "own_password_changed": "本人修改密码",
    "deactivated": "停用",
    "activated": "重新启用",
    "oidc_bound": "绑定统一认证",
    "expert_profile": "维护专家名册",
}
# In pixels; the rest share what is left.
WIDTHS = {"状态": {"width": 150}, "最近登录": {"width": 150}}


def table(accounts: pd.DataFrame) -> pd.DataFrame:
    """The list of accounts as shown."""
    state = accounts["active"].map({True: "在用", False: "已停用"})
    waiting = accounts["active"] & accounts["must_change_password"]
    return pd.DataFrame(
        {
            "用户名": accounts["username"],
            "姓名": accounts["name"],
            "身份": [Role(role).label for role in accounts["role"]],
            "所属单位": accounts["department"].fillna("—"),
            "状态": state.where(~waiting, "在用，待修改初始密码"),
            "最近登录": [clock.moment(at) for at in accounts["last_signed_in_at"]],
        }
    )


def history(entries: pd.DataFrame) -> pd.DataFrame:
    """The history of one account as shown."""
    return pd.DataFrame(
        {
            "时间": [clock.moment(at) for at in entries["at"]],
            "操作人": entries["by_name"],
            "操作": entries["what"].map(lambda what: WHAT.get(what, what)),
            "内容": entries["details"].map(_details),
        }
    )


def _details(details: dict) -> str:
    return "；".join(f"{FIELDS.get(field, field)} {_values(field, value)}" for field, value in details.items() if value)


def _values(field: str, value: object) -> str:
    values = value if isinstance(value, list) else [value]
    known = {role.value: role.label for role in Role} if field == "role" else {}
    return " → ".join("无" if one is None else str(known.get(one, one)) for one in values)
