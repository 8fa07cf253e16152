"""Full-text search over suggestions and ideas: what a person may read, best first, the same on both databases.

A phrase in the title counts more than any number of hits in the text; hits in a short text count more than in a long
one; what was stored last comes first among equals. Whose number the query is comes before them all. A very common word
has more hits than anybody reads: of suggestions the last stored 2,000 are ranked, and the total is then said to be a
lower bound. Why so: docs/decisions/0008-search.md.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Float,
    FromClause,
    LargeBinary,
    Select,
    and_,
    case,
    cast,
    delete,
    func,
    literal,
    or_,
    select,
    true,
)

from data_access import masking, schema
from data_access.engine import reading
from data_access.ideas import readable
from data_access.scope import listable, visible_rows
from data_access.search_index import containing, document, fts5, pending
from data_access.search_tokens import as_number, canonical, pairs, phrases
from permissions import Permission, Person, require

MOST_RANKED = 2_000
# Above the most that hits in the text can count, which is 1.
TITLE_WEIGHT = 2.0
NUMBER_WEIGHT = 1_000.0  # above what any words can count
SUGGESTION_NUMBER = re.compile(r"\d{4}-\d{6}")
TYPICAL_BYTES = 1_000  # of a citizen's message, the mean of real ones: 350 signs

suggestion, written, idea, idea_text = schema.suggestion, schema.suggestion_text, schema.idea, schema.search_idea
SUGGESTION_COLUMNS = (
    "id",
    "number",
    "received_on",
    "nature",
    "channel_code",
    "township_code",
    "category_code",
    "department_code",
    "state",
)
IDEA_COLUMNS = ("id", "number", "title", "state", "category_code")


class PersonalNumberAsked(Exception):
    """A phone or identity number was searched for by somebody who may not; the message is a sentence for the screen."""


@dataclass(frozen=True)
class Found:
    """One page of what was found. `total` is a lower bound unless `is_exact`; `pending` counts what is not indexed."""

    frame: pd.DataFrame
    total: int
    is_exact: bool = True
    pending: int = 0


def find_suggestions(engine: Engine, *, reader: Person, query: str, limit: int, offset: int = 0) -> Found:
    """Suggestions that contain every phrase of the query or have it as number; never 举报 or confidential ones.

    Best first.

    Columns: id, number, received_on (date), nature, channel_code, township_code, category_code, department_code, state,
    title, text (as the citizen wrote them, phone and identity numbers masked), rank.

    Raises: NotPermitted, PersonalNumberAsked.
    """
    _check_may_search(reader)
    if masking.masked_numbers(canonical(query)) and not reader.may(Permission.READ_PERSONAL_DATA):
        raise PersonalNumberAsked("手机号和身份证号属于个人信息，您的身份不能用它们检索。请改用建议里的词。")
    asked = phrases(query)
    with reading(engine) as connection:
        ranked = connection.execute(_ranked_suggestions(connection, asked, reader)).all() if asked else []
        best = _best_first([*ranked[:MOST_RANKED], *_of_number(connection, as_number(query), reader)])
        text = (written.c.title, written.c.content.label("text"))
        columns = [*(suggestion.c[name] for name in SUGGESTION_COLUMNS), *text]
        frame = _rows(connection, select(*columns).join(written), suggestion, best[offset : offset + limit])
        return Found(frame, len(best), len(ranked) <= MOST_RANKED, pending(connection))


def find_ideas(engine: Engine, *, reader: Person, query: str, limit: int, offset: int = 0) -> Found:
    """Ideas that contain every phrase of the query or have it as number, best first.

    Those merged into another are left out; by its number that other one is found.

    Columns: id, number, title, state, category_code, text (problem, proposal and benefit of the text in force), rank.

    Raises: NotPermitted.
    """
    may_read = readable(reader)
    asked = phrases(query)
    if not asked:
        return Found(pd.DataFrame(columns=[*IDEA_COLUMNS, "text", "rank"]), 0)
    with reading(engine) as connection:
        # Some thousands of texts are looked through as fast as an index would be asked.
        numbered = idea.alias("numbered")
        is_asked = idea.c.id.in_(select(numbered.c.main_id).where(numbered.c.number == as_number(query)))
        rank = _rank(connection, idea_text, asked) + case((is_asked, NUMBER_WEIGHT), else_=0.0)
        ranked = select(idea.c.id, rank.label("rank")).join(idea_text)
        fits = or_(is_asked, and_(*_contains(connection, idea_text, asked)))
        chosen = (may_read, idea.c.merged_into_id.is_(None), fits)
        best = _best_first(connection.execute(ranked.where(*chosen)).all())
        return Found(_rows(connection, _idea_texts(), idea, best[offset : offset + limit]), len(best))


def _idea_texts() -> Select:
    version = schema.idea_version
    in_force = (version.c.idea_id == idea.c.id) & (version.c.sequence == idea.c.text_sequence)
    text = version.c.problem.concat("\n").concat(version.c.proposal).concat("\n").concat(version.c.benefit)
    return select(*(idea.c[name] for name in IDEA_COLUMNS), text.label("text")).join(version, in_force)


def index_idea(connection: Connection, *, idea_id: int, title: str, text: str) -> None:
    """Make an idea findable by these words, in the transaction that puts them in force."""
    forget_idea(connection, idea_id=idea_id)
    row = {"idea_id": idea_id, "title": canonical(title), "content": canonical(text)}
    connection.execute(idea_text.insert().values(row))


def forget_idea(connection: Connection, *, idea_id: int) -> None:
    """Nobody finds this idea any more."""
    connection.execute(delete(idea_text).where(idea_text.c.idea_id == idea_id))


def _check_may_search(reader: Person) -> None:
    if not reader.may(Permission.PICK_TOPICS):
        require(reader, Permission.READ_CASES, "检索建议")


def _visible(of: FromClause, reader: Person) -> list[ColumnElement[bool]]:
    return [] if reader.may(Permission.PICK_TOPICS) else visible_rows(of, reader)


def _of_number(connection: Connection, number: str, reader: Person) -> Sequence:
    """Id and rank of the suggestion of this number, if it is one, whether its words are indexed yet or not."""
    if not SUGGESTION_NUMBER.fullmatch(number):
        return []
    mine = (suggestion.c.number == number, listable(suggestion), *_visible(suggestion, reader))
    return connection.execute(select(suggestion.c.id, literal(NUMBER_WEIGHT).label("rank")).where(*mine)).all()


def _own_documents(reader: Person) -> Select | None:
    """Ids of the documents that a handler's department has; None for everybody else, who may find all."""
    of, own = suggestion.alias("own_suggestion"), document.alias("own")
    conditions = _visible(of, reader)
    return select(own.c.id).join(of, of.c.id == own.c.suggestion_id).where(*conditions) if conditions else None


def _ranked_suggestions(connection: Connection, asked: Sequence[str], reader: Person) -> Select:
    """Id and rank of the last stored that fit, one more than are ranked.

    Both databases walk from the last stored to the first and stop when they have enough: of a common word they look
    at some thousand texts, of a rare one at its own.
    """
    columns = suggestion.c.id, _rank(connection, document, asked).label("rank")
    fits = (listable(suggestion), *_contains(connection, document, asked))
    is_candidate, own = containing(connection, asked), _own_documents(reader)
    joined = document.join(suggestion, suggestion.c.id == document.c.suggestion_id)
    if own is not None and not any(map(pairs, asked)):
        # Single signs: the texts of a department are fewer than those that have a common one.
        query = select(*columns).select_from(joined).where(*fits, document.c.id.in_(own)).order_by(document.c.id.desc())
    elif connection.dialect.name == "sqlite":
        # With + 0 it keeps the ids in a list and looks into it; else it would ask the index anew for each of them.
        mine = [] if own is None else [(fts5.c.rowid + 0).in_(own)]
        walked = fts5.join(joined, document.c.id == fts5.c.rowid)
        query = select(*columns).select_from(walked).where(is_candidate, *fits, *mine).order_by(fts5.c.rowid.desc())
    else:
        query = _looked_at_in_order(is_candidate, own, select(*columns).select_from(joined).where(*fits))
    return query.limit(MOST_RANKED + 1)


def _looked_at_in_order(is_candidate: ColumnElement[bool], own: Select | None, texts: Select) -> Select:
    """For PostgreSQL, whose index has no order and which must not compute the pairs of a text outside of it.

    MATERIALIZED: the index is asked first, whatever the planner thinks. OFFSET 0: then it goes from text to text.
    """
    candidates = select(document.c.id).where(is_candidate).cte("candidates").prefix_with("MATERIALIZED")
    mine = [] if own is None else [candidates.c.id.in_(own)]
    walked = select(candidates.c.id).where(*mine).order_by(candidates.c.id.desc()).subquery("walked")
    looked_at = texts.where(document.c.id == walked.c.id).correlate(walked).offset(0).lateral("looked_at")
    return select(looked_at.c.id, looked_at.c.rank).select_from(walked.join(looked_at, true()))


def _contains(connection: Connection, texts: FromClause, asked: Sequence[str]) -> list[ColumnElement[bool]]:
    return [or_(_at(connection, texts.c.content, each) > 0, _at(connection, texts.c.title, each) > 0) for each in asked]


def _at(connection: Connection, text: ColumnElement[str], phrase: str) -> ColumnElement[int]:
    find = func.instr if connection.dialect.name == "sqlite" else func.strpos
    return find(text, phrase)


def _rank(connection: Connection, texts: FromClause, asked: Sequence[str]) -> ColumnElement[float]:
    """Per phrase: TITLE_WEIGHT when in the title, and hits / (hits + length / typical length), which is below 1."""
    rank = None
    for phrase in asked:
        without = func.replace(texts.c.content, phrase, "")
        hits = (_bytes(connection, texts.c.content) - _bytes(connection, without)) / float(len(phrase.encode()))
        length = _bytes(connection, texts.c.content) / float(TYPICAL_BYTES)
        # The same as above with the hits, the slow part, written once.
        of_phrase = 1.0 - length / (hits + length)
        of_phrase = of_phrase + case((_at(connection, texts.c.title, phrase) > 0, TITLE_WEIGHT), else_=0.0)
        rank = of_phrase if rank is None else rank + of_phrase
    return rank


def _bytes(connection: Connection, text: ColumnElement[str]) -> ColumnElement[float]:
    """Length in UTF-8, which both databases know without reading the text."""
    if connection.dialect.name == "sqlite":
        return cast(func.length(cast(text, LargeBinary)), Float)
    return cast(func.octet_length(text), Float)


def _best_first(ranked: Sequence) -> list[tuple[int, float]]:
    """By rank; among equals the one stored last. Of one that is there twice the last rank counts."""
    return sorted({row.id: row.rank for row in ranked}.items(), key=lambda each: (-each[1], -each[0]))


def _rows(connection: Connection, query: Select, table: FromClause, best: list[tuple[int, float]]) -> pd.DataFrame:
    """The rows of these ids in this order, texts masked, with their rank."""
    columns = [each.name for each in query.selected_columns]
    wanted = query.where(table.c.id.in_([each for each, _rank in best]))
    found = {row.id: row for row in connection.execute(wanted)} if best else {}
    # One deleted since it was ranked is gone.
    rows = [(*found[each], rank) for each, rank in best if each in found]
    frame = pd.DataFrame(rows, columns=[*columns, "rank"])
    for name in ("title", "text"):
        frame[name] = [masking.masked(each) for each in frame[name]]
    return frame
