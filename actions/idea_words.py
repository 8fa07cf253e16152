"""Checks of what people write about an idea, and the error they all raise."""

from dataclasses import replace

from actions.typed_text import plain
from data_access import dictionaries, idea_texts
from data_access.engine import Connection
from data_access.idea_texts import IdeaText

PAGE = "pages/ideas/idea.py"
LONGEST_TITLE = 200
LONGEST_TEXT = 20_000
MOST_YUAN = 100_000_000_000


class IdeaRefused(Exception):
    """The idea stays as it is; the message is a sentence for the screen."""


def limited(text: str, longest: int, what: str) -> str:
    """The text as people read it, without blanks around it. Raises: IdeaRefused."""
    text = plain(text)
    if len(text) > longest:
        raise IdeaRefused(f"{what}不能超过 {longest:,} 个字（现有 {len(text):,} 个），没有存入任何内容。")
    return text


def checked_text(connection: Connection, text: IdeaText, before: IdeaText | None = None) -> IdeaText:
    """The text as it is stored: without blanks around it, townships in order, codes known and in use.

    A category or township that `before` had may stay although it was set aside since. Raises: IdeaRefused.
    """
    title = limited(text.title, LONGEST_TITLE, "标题")
    if not title:
        raise IdeaRefused("请填写标题，没有存入任何内容。")
    texts = {
        "problem": limited(text.problem, LONGEST_TEXT, "问题"),
        "proposal": limited(text.proposal, LONGEST_TEXT, "建议方案"),
        "benefit": limited(text.benefit, LONGEST_TEXT, "预期效益"),
    }
    if text.cost_yuan is not None and not 0 <= text.cost_yuan <= MOST_YUAN:
        raise IdeaRefused("预计费用要在 0 到一千亿元之间，没有存入任何内容。")
    townships = tuple(sorted(set(text.township_codes)))
    _check_codes(connection, "category", {text.category_code} - {None, before and before.category_code}, "分类")
    _check_codes(connection, "township", set(townships) - set(before.township_codes if before else ()), "镇办区")
    return replace(text, title=title, township_codes=townships, category_code=text.category_code or None, **texts)


def _check_codes(connection: Connection, dictionary: str, codes: set[str], what: str) -> None:
    unknown = codes - dictionaries.active_codes(connection, dictionary) if codes else set()
    if unknown:
        raise IdeaRefused(f"{what}“{'、'.join(sorted(unknown))}”不在字典里或已停用，没有存入任何内容。")


def changed_fields(before: IdeaText, after: IdeaText) -> tuple[str, ...]:
    """Names of the fields that differ, in their order."""
    return tuple(name for name in idea_texts.FIELDS if getattr(before, name) != getattr(after, name))
