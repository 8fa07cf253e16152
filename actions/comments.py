"""Comments on ideas and projects: written, taken back by their author, and 知道了 by whom they call."""

from datetime import datetime

import pandas as pd

from actions.to_do import ToDo, add_to_do, finish_to_dos
from actions.typed_text import plain
from data_access import comments as rows
from data_access import subjects
from data_access.engine import Connection, Engine, reading, writing
from data_access.ideas import NoSuchIdea
from data_access.projects import NoSuchProject
from data_access.subjects import Subject
from glossary import SubjectKind
from permissions import NotPermitted, Person

__all__ = ["LONGEST", "REFUSALS", "CommentRefused", "acknowledge", "comment", "comments", "mentionable", "withdraw"]

LONGEST = 2000
MOST_MENTIONS = 20
LONGEST_TO_DO = 200
# kind → where a to-do leads, and what the page calls the number in its address
PAGES = {
    SubjectKind.IDEA: ("pages/ideas/idea.py", "idea"),
    SubjectKind.PROJECT: ("pages/ideas/project.py", "project"),
}


class CommentRefused(Exception):
    """Nothing was stored or changed; the message is a sentence for the screen."""


# Every refusal a screen has to show.
REFUSALS = (CommentRefused, NotPermitted, NoSuchIdea, NoSuchProject)


def comment(
    engine: Engine,
    *,
    kind: SubjectKind,
    number: str,
    content: str,
    mentions: tuple[int, ...] = (),
    by: Person,
    at: datetime,
) -> int:
    """Write under an idea or a project one may read; everybody called gets a to-do. Returns the comment's id.

    Answers whatever in this thread was waiting for the author.

    Raises: NotPermitted, NoSuchIdea, NoSuchProject, CommentRefused.
    """
    text, called = plain(content), tuple(dict.fromkeys(mentions))
    if not text:
        raise CommentRefused("评论是空的，没有存入。请先写内容。")
    if len(text) > LONGEST:
        raise CommentRefused(f"评论不能超过 {LONGEST:,} 个字（现有 {len(text):,} 个），没有存入。请分几次写。")
    if len(called) > MOST_MENTIONS:
        raise CommentRefused(f"一次最多请 {MOST_MENTIONS} 个人看，评论没有存入。")
    with writing(engine) as connection:
        subject = subjects.find(connection, kind=kind, number=number, by=by)
        _check_callable(connection, subject, called, by)
        stored = {"subject": subject, "content": text, "mentions": called, "by": by, "at": at}
        comment_id = rows.insert(connection, **stored)
        for asked in rows.waiting(connection, subject=subject, account_id=by.account_id).values():
            finish_to_dos(connection, subject=asked, by_name=by.name, at=at)
        for account_id in called:
            add_to_do(connection, _to_do(subject, comment_id, account_id, by), at=at)
        return comment_id


def withdraw(engine: Engine, *, comment_id: int, by: Person, at: datetime) -> None:
    """Take one's own comment back: its text is no longer shown and nobody has to answer it; the row stays.

    Raises: CommentRefused.
    """
    with writing(engine) as connection:
        found = rows.lock(connection, comment_id)
        if found is None or found.by_account_id != by.account_id or found.withdrawn_at is not None:
            raise CommentRefused("只能撤回自己写的、还没有撤回的评论，没有改动任何内容。")
        rows.set_withdrawn(connection, comment_id, at=at)
        for account_id in found.mentions:
            subject = rows.to_do_subject(comment_id, account_id)
            finish_to_dos(connection, subject=subject, by_name=by.name, at=at)


def acknowledge(engine: Engine, *, comment_id: int, by: Person, at: datetime) -> None:
    """知道了: whom a comment calls has seen it, also somebody who has lost the right to read it since.

    Raises: CommentRefused.
    """
    with writing(engine) as connection:
        found = rows.lock(connection, comment_id)
        if found is None or by.account_id not in found.mentions:
            raise CommentRefused("这条评论没有请您看，没有改动任何内容。")
        subject = rows.to_do_subject(comment_id, by.account_id)
        finish_to_dos(connection, subject=subject, by_name=by.name, at=at)


def comments(engine: Engine, *, kind: SubjectKind, number: str, by: Person) -> pd.DataFrame:
    """The thread of an idea (with what was merged into it) or a project, oldest first.

    Columns: id, at (UTC), by_name, content (empty when withdrawn), mentions (names, empty when withdrawn),
    is_withdrawn, is_own, waits_for_me.

    Raises: NotPermitted, NoSuchIdea, NoSuchProject.
    """
    with reading(engine) as connection:
        subject = subjects.find(connection, kind=kind, number=number, by=by)
        listed = rows.comments_of(connection, subject)
        names = rows.account_names(connection, {each for called in listed["mentions"] for each in called})
        waiting = rows.waiting(connection, subject=subject, account_id=by.account_id)
    withdrawn = listed["withdrawn_at"].notna()
    return pd.DataFrame(
        {
            "id": listed["id"].astype("int64"),
            "at": listed["at"],
            "by_name": listed["by_name"],
            "content": listed["content"].mask(withdrawn, ""),
            "mentions": [
                () if gone else tuple(names[each] for each in called)
                for called, gone in zip(listed["mentions"], withdrawn, strict=True)
            ],
            "is_withdrawn": withdrawn.astype(bool),
            "is_own": (listed["by_account_id"] == by.account_id).astype(bool),
            "waits_for_me": listed["id"].isin(waiting).astype(bool),
        }
    )


def mentionable(engine: Engine, *, kind: SubjectKind, number: str, by: Person) -> pd.DataFrame:
    """Whom a comment can call: active accounts that may read the subject, by name, without oneself.

    Columns: account_id, name, role (in Chinese), department (name; empty: none).

    Raises: NotPermitted, NoSuchIdea, NoSuchProject.
    """
    with reading(engine) as connection:
        subject = subjects.find(connection, kind=kind, number=number, by=by)
        return rows.readers(connection, subject=subject, but=by)


def _check_callable(connection: Connection, subject: Subject, called: tuple[int, ...], by: Person) -> None:
    if called and not set(called) <= set(rows.readers(connection, subject=subject, but=by)["account_id"]):
        raise CommentRefused("要请的人里有人不能看这里的内容，或账户已停用，评论没有存入。请重新选择。")


def _to_do(subject: Subject, comment_id: int, account_id: int, by: Person) -> ToDo:
    page, parameter = PAGES[subject.kind]
    what = f"{by.name}请您看{subject.kind.label} {subject.number} 的评论：{subject.title}"
    if len(what) > LONGEST_TO_DO:
        what = what[: LONGEST_TO_DO - 1] + "…"
    return ToDo(
        what,
        page,
        rows.to_do_subject(comment_id, account_id),
        account_id=account_id,
        query=f"{parameter}={subject.number}",
    )
