"""Comments on ideas and projects, whom they call, and who may be called."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, String, and_, cast, literal, or_, select, update

from data_access import schema
from data_access.subjects import Subject, belongs_to
from glossary import Role, SubjectKind
from permissions import GRANTS, Permission, Person

table = schema.comment
DEPARTMENT_PARTS = {
    SubjectKind.IDEA: (schema.idea_department.c.department_code, schema.idea_department.c.idea_id),
    SubjectKind.PROJECT: (schema.project_department.c.department_code, schema.project_department.c.project_id),
}


@dataclass(frozen=True)
class Comment:
    """What actions need to know about one comment."""

    id: int
    mentions: list[int]
    by_account_id: int
    withdrawn_at: datetime | None


def to_do_subject(comment_id: int, account_id: int) -> str:
    """How the to-do list knows that this comment calls this account."""
    return f"comment:{comment_id}:account:{account_id}"


def insert(
    connection: Connection, *, subject: Subject, content: str, mentions: tuple[int, ...], by: Person, at: datetime
) -> int:
    """Store one comment; returns its id."""
    row = {"subject_kind": subject.kind.value, "subject_id": subject.id, "content": content}
    row |= {"mentions": list(mentions), "at": at, "by_account_id": by.account_id, "by_name": by.name}
    return connection.execute(table.insert().values(row)).inserted_primary_key[0]


def lock(connection: Connection, comment_id: int) -> Comment | None:
    """One comment, held until the transaction ends."""
    columns = [table.c[name] for name in Comment.__dataclass_fields__]
    row = connection.execute(select(*columns).where(table.c.id == comment_id).with_for_update()).first()
    return None if row is None else Comment(*row)


def set_withdrawn(connection: Connection, comment_id: int, *, at: datetime) -> None:
    """Mark as taken back by its author."""
    connection.execute(update(table).where(table.c.id == comment_id).values(withdrawn_at=at))


def comments_of(connection: Connection, subject: Subject) -> pd.DataFrame:
    """Those of the subject and of ideas merged into it, oldest first.

    Columns: id, at (UTC), by_account_id, by_name, content, mentions (account ids), withdrawn_at (UTC or None).
    """
    names = ["id", "at", "by_account_id", "by_name", "content", "mentions", "withdrawn_at"]
    query = (
        select(*(table.c[name] for name in names)).where(belongs_to(table, subject)).order_by(table.c.at, table.c.id)
    )
    return pd.DataFrame(connection.execute(query).all(), columns=names, dtype=object)


def waiting(connection: Connection, *, subject: Subject, account_id: int) -> dict[int, str]:
    """Comments of the thread that still wait for this account: id → subject of the to-do."""
    to_do = schema.to_do
    asked = literal("comment:") + cast(table.c.id, String) + literal(f":account:{account_id}")
    query = select(table.c.id, to_do.c.subject).where(
        belongs_to(table, subject),
        to_do.c.account_id == account_id,
        to_do.c.done_at.is_(None),
        to_do.c.subject == asked,
    )
    return dict(connection.execute(query).all())


def account_names(connection: Connection, account_ids: set[int]) -> dict[int, str]:
    """Account id → name."""
    account = schema.account
    return dict(connection.execute(select(account.c.id, account.c.name).where(account.c.id.in_(account_ids))).all())


def readers(connection: Connection, *, subject: Subject, but: Person) -> pd.DataFrame:
    """Active accounts that may read the subject, by name, without the person who asks.

    Columns: account_id, name, role (in Chinese), department (name; empty: none).
    """
    account, department = schema.account, schema.department
    code, owner = DEPARTMENT_PARTS[subject.kind]
    taking_part = select(code).where(owner == subject.id)
    everywhere = [role for role in Role if Permission.READ_IDEAS in GRANTS[role]]
    own_only = [role for role in Role if Permission.READ_OWN_DEPARTMENT_IDEAS in GRANTS[role]]
    reads = or_(
        account.c.role.in_(everywhere),
        and_(account.c.role.in_(own_only), account.c.department_code.in_(taking_part)),
    )
    query = (
        select(account.c.id, account.c.name, account.c.role, department.c.name)
        .outerjoin(department, department.c.code == account.c.department_code)
        .where(account.c.active, account.c.id != but.account_id, reads)
        .order_by(account.c.name, account.c.id)
    )
    listed = [(row[0], row[1], Role(row[2]).label, row[3] or "") for row in connection.execute(query)]
    return pd.DataFrame(listed, columns=["account_id", "name", "role", "department"])
