"""Whether an answer says anything: the gate 实质性答复 as a pure function. No SQL here."""

import re

# domain.md, closing gates: not empty, not only “已收悉”, a greeting or a date; at least so much content.
_CLAUSE = re.compile(r"[，。！？；：、,.!?;:\n\r\t]+")
_DATE = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?(?:\s*\d{1,2}:\d{1,2}(?::\d{1,2})?)?")
_EMPTY_WORDS = re.compile(
    "收悉|收到|您好|你好|网友|尊敬的|感谢|谢谢|祝您|祝你|此复|特此|敬请谅解|"
    "(?:答复|回复|说明|情况|反馈)如下|^(?:现将|现就).{0,30}(?:答复|回复|说明|反馈)"
)
_CONTENT = re.compile(r"[\u3400-\u9fffA-Za-z0-9]")


def is_substantive(text: str | None, characters: int) -> bool:
    """Whether at least so many characters remain without greetings, thanks, “已收悉” and dates."""
    left = 0
    for clause in _CLAUSE.split(_DATE.sub("，", text or "")):
        if not _EMPTY_WORDS.search(clause):
            left += len(_CONTENT.findall(clause))
            if left >= characters:
                return True
    return False
