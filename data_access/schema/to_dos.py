"""What somebody has to do."""

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    ForeignKey,
    String,
    Table,
)

import glossary
from data_access.schema.base import Identity, metadata, term

to_do = Table(
    "to_do",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("account_id", ForeignKey("account.id"), index=True, comment="for one person, or …"),
    Column("role", term(glossary.Role), index=True, comment="… for everyone of a role"),
    Column("department_code", ForeignKey("department.code"), comment="narrows a role to one department"),
    Column("what", String(200), nullable=False),
    Column("page", String(80), nullable=False, comment="path of the page where it is done"),
    Column("query", String(120), nullable=False, default="", comment="what the page opens, such as idea=JDZ-2025-0001"),
    Column("subject", String(80), nullable=False, index=True, comment="the thing, such as account:7; done with it"),
    Column("due_on", Date),
    Column("created_at", DateTime, nullable=False, comment="UTC"),
    Column("done_at", DateTime, comment="UTC"),
    Column("done_by_name", String(40)),
)
