"""as of any moment: kept rulebooks, faults, moved deadlines, differences, and figures that came later"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, columns in added().items():
        with op.batch_alter_table(table) as changed:
            for column in columns:
                changed.add_column(column)
    op.create_table(
        "data_faults",
        sa.Column("ticket_id", sa.String(length=10), nullable=False, comment="Tracking ID"),
        sa.Column(
            "fault", sa.String(), nullable=False, comment="duplicate | before_receipt | in_future | after_end | …"
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="of the event or snapshot at fault"),
        sa.Column("agency_id", sa.String(), nullable=False, comment="of the event or snapshot at fault"),
        sa.Column(
            "note", sa.String(), nullable=False, comment="what is wrong and what is made of it, without personal data"
        ),
        sa.PrimaryKeyConstraint("ticket_id", "fault", "at", "agency_id", "note"),
        comment="What cannot be right in what LAPOR said, and how it is counted.",
    )
    op.create_table(
        "clock_rules",
        sa.Column("rulebook_version", sa.String(), nullable=False, comment="hash of the rulebook's files"),
        sa.Column("calendar_version", sa.String(), nullable=False, comment="hash of the days off"),
        sa.PrimaryKeyConstraint("rulebook_version", "calendar_version"),
        comment="One row: the rules that the clocks in place rest on; their text stands in rulebooks.",
    )
    op.create_table(
        "deadline_moves",
        sa.Column(
            "seen_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when the clocks were first run by the new calendar",
        ),
        sa.Column("ticket_id", sa.String(length=10), nullable=False, comment="Tracking ID"),
        sa.Column("stage", sa.String(), nullable=False, comment="verification | response | resolution"),
        sa.Column("agency_id", sa.String(), nullable=False, comment="who is answerable"),
        sa.Column("policy", sa.String(), nullable=False, comment="national | regency"),
        sa.Column("round", sa.Integer(), nullable=False, comment="of the clock"),
        sa.Column("was_due_on", sa.Date(), nullable=False, comment="the last day in time before"),
        sa.Column("due_on", sa.Date(), nullable=False, comment="the last day in time now"),
        sa.Column("because", sa.String(), nullable=False, comment="the days off that came or went"),
        sa.Column("announced_on", sa.Date(), nullable=True, comment="when they were announced, as far as it is known"),
        sa.PrimaryKeyConstraint("seen_at", "ticket_id", "stage", "agency_id", "policy", "round"),
        comment="Each due date that a new calendar moved, append-only.",
    )
    op.create_table(
        "rulebooks",
        sa.Column("rulebook_version", sa.String(), nullable=False, comment="hash of the rulebook's files"),
        sa.Column("calendar_version", sa.String(), nullable=False, comment="hash of the days off"),
        sa.Column("file", sa.String(), nullable=False, comment="name of the file"),
        sa.Column("content", sa.Text(), nullable=False, comment="its text"),
        sa.PrimaryKeyConstraint("rulebook_version", "calendar_version", "file"),
        comment="The files of each rulebook and calendar that figures were made by, so that they can be made again.",
    )
    op.create_table(
        "differences",
        sa.Column("week", sa.String(length=8), nullable=False, comment="ISO 8601: the week that was told"),
        sa.Column("agency_id", sa.String(), nullable=False, comment="who is answerable"),
        sa.Column("ticket_id", sa.String(length=10), nullable=False, comment="Tracking ID"),
        sa.Column("stage", sa.String(), nullable=False, comment="verification | response | resolution"),
        sa.Column("policy", sa.String(), nullable=False, comment="national | regency"),
        sa.Column("round", sa.Integer(), nullable=False, comment="of the clock"),
        sa.Column(
            "was", sa.String(), nullable=False, comment="the outcome as told; empty when the clock was not there"
        ),
        sa.Column(
            "became",
            sa.String(),
            nullable=False,
            comment="the outcome as it would be told now; empty when the clock is no longer there",
        ),
        sa.Column(
            "reason",
            sa.String(),
            nullable=False,
            comment="later_export | reclassified | reassigned | calendar | rulebook | …",
        ),
        sa.PrimaryKeyConstraint("week", "agency_id", "ticket_id", "stage", "policy", "round"),
        comment="A clock of a week already told that would be told differently by what was known a week later.",
    )


def added() -> dict[str, list[sa.Column[Any]]]:
    """What the rows in place cannot know is empty or zero; their weeks are told already."""
    return {
        "clocks": [
            sa.Column(
                "certainty",
                sa.String(),
                nullable=False,
                server_default="",
                comment="F: stands in a source | M: usual practice",
            )
        ],
        "scorecards": [
            sa.Column(
                "provisional",
                sa.Integer(),
                nullable=False,
                server_default="0",
                comment="clocks on the lines whose due date may still move",
            ),
            sa.Column(
                "ratings",
                sa.Integer(),
                nullable=False,
                server_default="0",
                comment="ratings 1 to 5 of the tickets closed in the week",
            ),
            sa.Column("mean_rating", sa.Float(), nullable=True, comment="their mean; empty where they are too few"),
            sa.Column(
                "last_follow_up_on",
                sa.Date(),
                nullable=True,
                comment="the day of the agency's last follow-up seen by the week's end",
            ),
            sa.Column(
                "scored_at",
                sa.DateTime(timezone=True),
                nullable=True,
                comment="when it was worked out: exports read later are not in it",
            ),
        ],
        "scorecard_lines": [sa.Column("mean_days", sa.Float(), nullable=True, comment="the same, as a mean")],
        "scorecard_tickets": [
            sa.Column(
                "provisional",
                sa.Boolean(),
                nullable=False,
                server_default=sa.false(),
                comment="due on a day whose holidays are not decreed yet",
            )
        ],
    }


def downgrade() -> None:
    for table in ("differences", "rulebooks", "deadline_moves", "clock_rules", "data_faults"):
        op.drop_table(table)
    for table, columns in added().items():
        with op.batch_alter_table(table) as changed:
            for column in columns:
                changed.drop_column(column.name)
