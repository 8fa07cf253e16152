"""Checks of what people write about a partner, field by field, and the error of a form."""

import re
import unicodedata
from datetime import date

from actions.typed_text import BadField, plain
from data_access.masking import MOBILE
from data_access.partners import PartnerFields

LABELS = {
    "kind": "类型",
    "name": "姓名（名称）",
    "township_code": "镇办区",
    "organisation": "单位",
    "skills": "擅长领域",
    "specialty": "专长说明",
    "phone": "电话",
    "term_from": "任期起",
    "term_to": "任期止",
    "active": "状态",
}
LONGEST = {"name": 80, "organisation": 120, "specialty": 200, "phone": 40}
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
_PHONE = re.compile(r"\+?\d[\d ()\-/转、,;.]*")
FEWEST_DIGITS = 5


class PartnerRefused(Exception):
    """Nothing was stored; the message is a sentence for the screen."""


def one_line(text: str) -> str:
    """A short text as it is stored: on one line, single blanks, no control characters."""
    return " ".join(plain(text).split())


def checked_text(field: str, text: str) -> str:
    """A name, an organisation or a specialty as it is stored. Raises: BadField."""
    text = one_line(text)
    if field == "name" and not text:
        raise BadField("没有填写")
    if len(text) > LONGEST[field]:
        raise BadField(f"不能超过 {LONGEST[field]} 个字（现有 {len(text)} 个）")
    return text


def plain_phone(text: str) -> str:
    """A phone number as it is stored: half-width, a mobile without blanks, hyphens and country code."""
    text = one_line(unicodedata.normalize("NFKC", text).replace("–", "-").replace("—", "-"))
    if MOBILE.fullmatch(text):
        return re.sub(r"\D", "", text)[-11:]
    return text


def checked_phone(text: str) -> str:
    """A phone number, or nothing. Raises: BadField."""
    phone = plain_phone(text)
    if not phone:
        return ""
    if "*" in phone:
        raise BadField("是遮去中间几位的号码，存入会丢掉原来的号码，请填写完整的号码")
    if not _PHONE.fullmatch(phone) or len(re.sub(r"\D", "", phone)) < FEWEST_DIGITS:
        raise BadField("不是电话号码，请只写数字，例如 13800000000 或 0710-6000000")
    if len(phone) > LONGEST["phone"]:
        raise BadField(f"不能超过 {LONGEST['phone']} 个字符")
    return phone


def check_term(term_from: date | None, term_to: date | None) -> None:
    """Raises: BadField, about the end of the term."""
    for on in (term_from, term_to):
        if on is not None and not EARLIEST <= on <= LATEST:
            raise BadField(f"要在 {EARLIEST.year} 年到 {LATEST.year} 年之间")
    if term_from is not None and term_to is not None and term_to < term_from:
        raise BadField("早于任期起，请核对两个日期")


def checked(
    given: PartnerFields,
    *,
    categories: set[str],
    townships: set[str],
    before: PartnerFields | None = None,
) -> PartnerFields:
    """The fields of a form as they are stored. `categories`, `townships`: codes that may be chosen.

    What `before` had may stay although it was set aside since. Raises: PartnerRefused, naming the first bad field.
    """
    try:
        texts = {}
        for field in ("name", "organisation", "specialty"):
            texts[field] = _named(field, checked_text, field, getattr(given, field))
        phone = _named("phone", checked_phone, given.phone)
        _named("term_to", check_term, given.term_from, given.term_to)
    except BadField as bad:
        raise PartnerRefused(f"{bad}，没有存入任何内容。") from None
    unknown = set(given.skills) - categories - set(before.skills if before else ())
    if unknown:
        raise PartnerRefused(f"擅长领域“{'、'.join(sorted(unknown))}”不是在用的一级分类，没有存入任何内容。")
    if given.township_code not in townships | {None, before and before.township_code}:
        raise PartnerRefused(f"镇办区“{given.township_code}”不在字典里或已停用，没有存入任何内容。")
    skills = tuple(sorted(set(given.skills)))
    return PartnerFields(**{**vars(given), **texts, "phone": phone, "skills": skills})


def _named(field: str, check, *values: object):
    try:
        return check(*values)
    except BadField as bad:
        raise BadField(f"“{LABELS[field]}”{bad}") from None
