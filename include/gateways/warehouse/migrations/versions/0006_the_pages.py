"""the pages: what people did there, and the words they taught"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ACTIONS = "upload | take | discard | repair | teach | withdraw | accept | decide | rebuild | …"
SUBJECTS = "what it was done to: a file, a row, a word, an agency, a week, deliveries"


def upgrade() -> None:
    op.create_table(
        "audit_log",
        sa.Column("entry_id", sa.Integer(), autoincrement=True, nullable=False, comment="order of the entries"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="when"),
        sa.Column("actor", sa.String(), nullable=False, comment="the user's name in Airflow"),
        sa.Column("action", sa.String(), nullable=False, comment=ACTIONS),
        sa.Column("subject", sa.String(), nullable=False, comment=SUBJECTS),
        sa.Column("details", sa.String(), nullable=False, comment="what they said, or what became of it; names nobody"),
        sa.PrimaryKeyConstraint("entry_id"),
        comment="What a person did on our pages, append-only.",
    )
    op.create_table(
        "taught_words",
        sa.Column("vocabulary", sa.String(), nullable=False, comment="status | classification | kind | agency"),
        sa.Column("word", sa.String(), nullable=False, comment="as LAPOR writes it"),
        sa.Column(
            "meaning", sa.String(), nullable=False, comment="of the rulebook: a state, a class, a kind, an agency's id"
        ),
        sa.Column("taught_at", sa.DateTime(timezone=True), nullable=False, comment="when"),
        sa.Column("taught_by", sa.String(), nullable=False, comment="the user's name in Airflow"),
        sa.Column(
            "withdrawn_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="when it was taken back; empty while it holds",
        ),
        sa.PrimaryKeyConstraint("vocabulary", "word"),
        comment="A word of LAPOR that the rulebook's files do not know, and what a person said that it means.",
    )


def downgrade() -> None:
    op.drop_table("taught_words")
    op.drop_table("audit_log")
