"""What may be kept as a draft: names, sizes, and text that every database can hold."""

import json
import math
import re

from data_access.drafts import Fields

SUBJECT = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
TAB = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
FIELD = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
LONGEST_SUBJECT, LONGEST_TAB, LONGEST_FIELD = 80, 40, 40
MOST_FIELDS = 100
LARGEST = 256 * 1024  # bytes in UTF-8: four of the longest texts of an idea
MOST_DRAFTS = 1000  # of one person, with those kept 30 days: nobody writes that many


class DraftRefused(Exception):
    """Not kept; the message is a sentence for the screen."""


class DraftTooLarge(DraftRefused):
    """More than fits."""


def check_names(subject: str, tab: str) -> None:
    """Raises DraftRefused for a subject or tab that no page of ours would name so."""
    if not (_is(SUBJECT, subject, LONGEST_SUBJECT) and _is(TAB, tab, LONGEST_TAB)):
        raise DraftRefused("草稿的名称不对，没有保存。请刷新页面后再试。")


def checked_fields(fields: object) -> Fields:
    """The fields as they can be stored. Raises: DraftRefused."""
    if not isinstance(fields, dict) or len(fields) > MOST_FIELDS:
        raise DraftRefused("草稿的内容不对，没有保存。请刷新页面后再试。")
    if not all(_is(FIELD, name, LONGEST_FIELD) for name in fields):
        raise DraftRefused("草稿中有不认识的栏目，没有保存。请刷新页面后再试。")
    return {name: _value(value) for name, value in fields.items()}


def check_size(fields: Fields) -> None:
    """Raises DraftTooLarge when all fields of a draft together are more than fits."""
    if len(json.dumps(fields, ensure_ascii=False).encode()) > LARGEST:
        raise DraftTooLarge("草稿超过 256 KB（约八万字），后来写的没有存为草稿。请先提交，或把长材料作为附件上传。")


def _is(pattern: re.Pattern, name: object, longest: int) -> bool:
    return isinstance(name, str) and len(name) <= longest and pattern.fullmatch(name) is not None


def _value(value: object) -> object:
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, str):
        # Half a character, or the one that PostgreSQL cannot store: a field never shows either.
        return value.encode("utf-8", "ignore").decode().replace("\0", "")
    if isinstance(value, (list, tuple)) and all(isinstance(each, str) for each in value):
        return [_value(each) for each in value]
    raise DraftRefused("草稿中有不能保存的内容，没有保存。请刷新页面后再试。")
