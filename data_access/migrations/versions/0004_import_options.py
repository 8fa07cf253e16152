"""An import keeps what the person decided about rows without a time and words not in the dictionary"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column(
        "import_batch",
        sa.Column("options", sa.JSON(), nullable=True, comment="what the person decided; null: imported before 0004"),
    )
