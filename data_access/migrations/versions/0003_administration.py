"""What the administrator changes is kept: calendar, dictionaries, and what a setting was confirmed with"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column(
        "setting",
        sa.Column(
            "confirmed_with",
            sa.String(length=200),
            nullable=True,
            comment="document number or remark of the city's confirmation",
        ),
    )
    op.create_table(
        "calendar_change",
        sa.Column("id", ID, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("by_account_id", ID, nullable=True, comment="null: the command line"),
        sa.Column("by_name", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column(
            "days", sa.JSON(), nullable=False, comment="[day, [working, name, provisional] before, the same after] …"
        ),
        sa.Column("recomputed", sa.Integer(), nullable=False, comment="suggestions with a new clock or date"),
        sa.Column(
            "due_moved",
            sa.Integer(),
            nullable=False,
            comment="suggestions whose due date moved; each has a history row",
        ),
        sa.ForeignKeyConstraint(["by_account_id"], ["account.id"], name=op.f("fk_calendar_change_by_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_change")),
        comment="Append-only: what was changed in calendar_day and why",
    )
    op.create_table(
        "dictionary_change",
        sa.Column("id", ID, nullable=False),
        sa.Column("dictionary", sa.String(length=20), nullable=False, comment="table: channel, township …"),
        sa.Column("code", sa.String(length=48), nullable=False, comment="of the entry; a collector's id as text"),
        sa.Column("at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("by_account_id", ID, nullable=True, comment="null: the command line"),
        sa.Column("by_name", sa.String(length=40), nullable=False),
        sa.Column(
            "what", sa.String(length=20), nullable=False, comment="added, renamed, deactivated, activated, moved"
        ),
        sa.Column("details", sa.JSON(), nullable=False, comment="field → [before, after]"),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["by_account_id"], ["account.id"], name=op.f("fk_dictionary_change_by_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dictionary_change")),
        comment="Append-only: what was changed in the dictionaries and why",
    )
    op.create_index("ix_dictionary_change_entry", "dictionary_change", ["dictionary", "code"])


def downgrade() -> None:
    op.drop_table("dictionary_change")
    op.drop_table("calendar_change")
    op.drop_column("setting", "confirmed_with")
