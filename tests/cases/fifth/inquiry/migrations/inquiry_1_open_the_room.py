"""Open the room of inquiries."""

import sqlalchemy as sa
from alembic import op

revision = "inquiry_1"
down_revision = "0001"
branch_labels = None
depends_on = None

big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "inquiry",
        sa.Column("id", big_id, nullable=False),
        sa.Column("question", sa.String(length=2000), nullable=False),
        sa.Column("answer", sa.String(length=4000), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["case.id"], name=op.f("fk_inquiry_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry")),
    )


def downgrade() -> None:
    op.drop_table("inquiry")
