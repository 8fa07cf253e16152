"""The table of ratings as it comes in files: its columns, and the words people use (a word list). No SQL here."""

import unicodedata
from dataclasses import dataclass

from glossary import RATED, FollowUpResult, RatingSource, RatingStage


@dataclass(frozen=True)
class RatingColumn:
    """One column: the field it holds, its header, other headers it is known by, its width in characters."""

    field: str
    header: str
    also: tuple[str, ...]
    width: int


COLUMNS = (
    RatingColumn("number", "项目编号", ("编号", "项目"), 16),
    RatingColumn("stage", "环节", ("评议环节", "阶段", "评议阶段"), 10),
    RatingColumn(
        "person", "评议人", ("手机号", "手机", "手机号码", "电话", "联系电话", "评议人手机号", "评议人编号"), 18
    ),
    RatingColumn("level", "满意度", ("评价", "评议结果", "满意程度", "评议", "满意情况"), 12),
    RatingColumn("rated_at", "评议时间", ("评议日期", "评价时间", "时间", "日期", "回访时间"), 18),
    RatingColumn("source", "方式", ("评议方式", "来源", "回访方式"), 12),
    RatingColumn("device", "设备编号", ("设备", "设备号", "设备标识"), 20),
    RatingColumn("seconds", "作答秒数", ("用时", "作答用时", "用时秒", "作答时长"), 10),
    RatingColumn("remark", "备注", ("意见", "留言", "意见建议"), 40),
)
NEEDED = ("number", "stage", "person", "level", "rated_at")
LABELS = {column.field: column.header for column in COLUMNS}

# Words of other forms for the same five levels. Points, stars and colours are not read: nobody could check them.
LEVEL_WORDS = {
    FollowUpResult.VERY_SATISFIED: ("很满意", "十分满意"),
    FollowUpResult.SATISFIED: ("比较满意", "较满意"),
    FollowUpResult.BASICALLY_SATISFIED: ("一般", "基本满意度", "一般满意"),
    FollowUpResult.DISSATISFIED: ("不太满意", "较不满意"),
    FollowUpResult.VERY_DISSATISFIED: ("很不满意", "极不满意", "十分不满意"),
}
STAGE_WORDS = {
    RatingStage.COLLECTION: ("征集",),
    RatingStage.ASSIGNMENT: ("转办",),
    RatingStage.HANDLING: ("承办",),
    RatingStage.FEEDBACK: ("答复",),
    RatingStage.EFFECT: ("成效",),
}
SOURCE_WORDS = {
    RatingSource.PHONE: ("电话",),
    RatingSource.VISIT: ("上门", "走访"),
    RatingSource.SMS: ("短信",),
    RatingSource.TRACKING_PAGE: ("查询页", "网页"),
    RatingSource.IMPORTED: ("导入",),
}


def plain(text: str) -> str:
    """A header or a word without what people write differently: blanks, brackets and what is in them, width."""
    bare = "".join(unicodedata.normalize("NFKC", text).split())
    return bare.partition("(")[0].strip("。:*") or bare.strip("()。:*")


def _known(words: dict) -> dict[str, object]:
    return {plain(word): term for term, others in words.items() for word in (term.label, *others)}


LEVELS, STAGES, SOURCES = _known(LEVEL_WORDS), _known(STAGE_WORDS), _known(SOURCE_WORDS)
NO_RATING = {term.label for term in FollowUpResult if term not in RATED}


def places_of(header: list[str]) -> dict[str, int]:
    """Field → position of its column, for the columns a file has; the first of several."""
    names = [plain(name) for name in header]
    found = {}
    for column in COLUMNS:
        for name in (column.header, *column.also):
            if plain(name) in names:
                found[column.field] = names.index(plain(name))
                break
    return found
