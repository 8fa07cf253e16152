"""Text as search sees it: one spelling, cut into runs, compared by pairs of signs, shown with its hits. No SQL.

A run is a stretch of Chinese, or a whole word of letters and digits. Canonical text is the runs of a text with one
blank between and around them, so a phrase is found by looking for its own canonical form: Chinese anywhere in a run,
words only whole.
"""

import re
import unicodedata
from itertools import groupby

BLANK = " "
LONGEST_QUERY = 100
SNIPPET = 120
BEFORE_HIT = 20
CUT = "……"
# Han, kana, hangul; what else counts as a letter or digit makes words.
_CHINESE = "\u2e80-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS = re.compile(f"[{_CHINESE}]+|[^{BLANK}{_CHINESE}]+")
_IS_CHINESE = re.compile(f"[{_CHINESE}]")
_NOTHING = ("Cf", "Mn")  # joiners, zero-width blanks and loose accents: not seen, and nothing ends at them
_QUOTES = str.maketrans(dict.fromkeys("“”„‟＂「」『』《》", '"'))
_PIECES = re.compile(r'"([^"]*)"?|([^"\s,，、;；]+)')


class _Letters(dict):
    """Code of a sign → what search sees of it: NFKC, lower case, a blank for whatever is neither letter nor digit."""

    def __missing__(self, code: int) -> str:
        seen = "".join(_letter(sign) for sign in unicodedata.normalize("NFKC", chr(code)).lower())
        self[code] = seen
        return seen


def _letter(sign: str) -> str:
    if sign.isalnum():
        return sign
    return "" if unicodedata.category(sign) in _NOTHING else BLANK


_LETTERS = _Letters()


def canonical(text: str) -> str:
    """Half and full width, upper and lower case, punctuation and line breaks made the same: " 在 a7 县里 "."""
    return BLANK + "".join(run + BLANK for run in _RUNS.findall(text.translate(_LETTERS)))


def as_number(query: str) -> str:
    """A query as our numbers are written, in case it is one: JDZ-2025-0003 for " ｊｄｚ－2025－0003 "."""
    return unicodedata.normalize("NFKC", query[:LONGEST_QUERY]).strip().upper()


def pairs(canonical_text: str) -> set[str]:
    """Every two signs that stand side by side, blanks included."""
    return {canonical_text[start : start + 2] for start in range(len(canonical_text) - 1)}


def indexed(canonical_text: str) -> set[str]:
    """What the index keeps of a text: its pairs, and each Chinese sign by itself."""
    return pairs(canonical_text) | set(_IS_CHINESE.findall(canonical_text))


def looked_up(phrase: str) -> set[str]:
    """What a text with this phrase has in the index: the pairs of the phrase, or the one sign it is."""
    return pairs(phrase) or {phrase}


def phrases(query: str) -> tuple[str, ...]:
    """What must all be found, each in canonical form; empty when nothing was asked.

    Blanks, commas and semicolons part phrases unless they are within quotation marks; a quotation left open reaches to
    the end. Only the first 100 signs are read.
    """
    found = []
    for quoted, bare in _PIECES.findall(query[:LONGEST_QUERY].translate(_QUOTES)):
        phrase = _phrase(quoted or bare)
        if phrase and phrase not in found:
            found.append(phrase)
    return tuple(found)


def _phrase(piece: str) -> str:
    """The canonical form, with the blank at an end only where a word ends there."""
    text = canonical(piece)
    if text == BLANK:
        return ""
    first = 1 if _IS_CHINESE.match(text[1]) else 0
    last = len(text) - 1 if _IS_CHINESE.match(text[-2]) else len(text)
    return text[first:last]


def highlights(text: str, query: str) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is a hit; joined they are the text."""
    return _pieces(text, [(start, end) for start, end, _phrase in _hits(text, query)])


def snippet(text: str, query: str, length: int = SNIPPET) -> list[tuple[str, bool]]:
    """The part of a text that shows most of the query, in pieces like `highlights`; blanks and lines run together."""
    text = " ".join(text.split())
    hits = _hits(text, query)
    begin = max(0, min(_best_start(hits, length) - BEFORE_HIT, len(text) - length))
    end = begin + length
    shown = [(max(start - begin, 0), min(stop, end) - begin) for start, stop, _ in hits if start < end and stop > begin]
    before = [(CUT, False)] if begin else []
    after = [(CUT, False)] if end < len(text) else []
    return [*before, *_pieces(text[begin:end], shown), *after]


def _best_start(hits: list[tuple[int, int, str]], length: int) -> int:
    """The first hit of the window in which most phrases, and then most hits, are seen."""
    best, best_start = (0, 0), 0
    for start, _end, _phrase in hits:
        seen = [phrase for first, stop, phrase in hits if first >= start and stop <= start + length - BEFORE_HIT]
        if (len(set(seen)), len(seen)) > best:
            best, best_start = (len(set(seen)), len(seen)), start
    return best_start


def _hits(text: str, query: str) -> list[tuple[int, int, str]]:
    """Begin and end in the text, and the phrase, of everything found; in order of the text."""
    seen, origins = _with_origins(text)
    found = []
    for phrase in phrases(query):
        lead = phrase.startswith(BLANK)
        letters = len(phrase.strip(BLANK))
        at = seen.find(phrase)
        while at >= 0:
            first = at + lead
            found.append((origins[first], origins[first + letters - 1] + 1, phrase))
            at = seen.find(phrase, at + 1)
    return sorted(found)


def _with_origins(text: str) -> tuple[str, list[int]]:
    """The canonical text, and for each of its signs the position in the text it came from."""
    signs, origins = [BLANK], [0]
    for position, sign in enumerate(text):
        for letter in _LETTERS[ord(sign)]:
            before = signs[-1]
            parted = letter == BLANK or (before != BLANK and _is_chinese(letter) != _is_chinese(before))
            if parted and before != BLANK:
                signs.append(BLANK)
                origins.append(position)
            if letter != BLANK:
                signs.append(letter)
                origins.append(position)
    if signs[-1] != BLANK:
        signs.append(BLANK)
        origins.append(len(text))
    return "".join(signs), origins


def _is_chinese(sign: str) -> bool:
    return _IS_CHINESE.match(sign) is not None


def _pieces(text: str, hits: list[tuple[int, int]]) -> list[tuple[str, bool]]:
    is_hit = bytearray(len(text))
    for start, end in hits:
        is_hit[start:end] = b"\x01" * (end - start)
    groups = groupby(zip(text, is_hit, strict=True), key=lambda each: each[1])
    return [("".join(sign for sign, _ in group), bool(hit)) for hit, group in groups]
