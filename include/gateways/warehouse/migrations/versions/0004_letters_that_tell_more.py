"""letters that tell more: of any period, with files; scorecards with trend, place, explanations and gatherings"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PERIOD = "a week 2026-W47, a day, or days 2026-01-01..2026-10-31"
KINDS = "rapor | ikhtisar | pengingat | evaluasi"


def upgrade() -> None:
    with op.batch_alter_table("deliveries") as deliveries:
        deliveries.drop_constraint("one_letter_per_office", type_="unique")
        deliveries.alter_column("week", new_column_name="period", type_=sa.String(length=24), comment=PERIOD)
        deliveries.alter_column("kind", existing_type=sa.String(), comment=KINDS)
    with op.batch_alter_table("deliveries") as deliveries:
        deliveries.create_unique_constraint("one_letter_per_office", ["period", "agency_id", "kind", "recipient"])
    with op.batch_alter_table("letters") as letters:
        letters.alter_column("week", new_column_name="period", type_=sa.String(length=24), comment=PERIOD)
        letters.alter_column("kind", existing_type=sa.String(), comment=KINDS)
        letters.alter_column(
            "digest", existing_type=sa.String(length=64), comment="sha256 of subject, html, text and attachments"
        )
    op.create_table(
        "attachments",
        sa.Column("period", sa.String(length=24), nullable=False, comment="of the letter"),
        sa.Column("agency_id", sa.String(), nullable=False, comment="of the letter"),
        sa.Column("kind", sa.String(), nullable=False, comment="of the letter"),
        sa.Column("position", sa.Integer(), nullable=False, comment="place among the letter's files, from 1"),
        sa.Column("name", sa.String(), nullable=False, comment="file name, as the reader sees it"),
        sa.Column("media_type", sa.String(), nullable=False, comment="media type"),
        sa.Column("content", sa.LargeBinary(), nullable=False, comment="its bytes"),
        sa.PrimaryKeyConstraint("period", "agency_id", "kind", "position"),
        comment="A file that comes with an archived letter.",
    )
    tell_more()


def tell_more() -> None:
    """What scorecards say more."""
    with op.batch_alter_table("scorecards") as scorecards:
        scorecards.add_column(
            sa.Column(
                "follow_ups",
                sa.Integer(),
                server_default="0",
                nullable=False,
                comment="its follow-ups seen in the week",
            )
        )
        place = "by its responses among its group; empty where too few are decided"
        scorecards.add_column(sa.Column("place", sa.Integer(), nullable=True, comment=place))
        scorecards.add_column(
            sa.Column("peers", sa.Integer(), nullable=True, comment="how many of its group have a place")
        )
    op.create_table(
        "scorecard_weeks",
        sa.Column("week", sa.String(length=8), nullable=False, comment="ISO 8601: of the scorecard"),
        sa.Column("agency_id", sa.String(), nullable=False, comment="of the register"),
        sa.Column("of_week", sa.String(length=8), nullable=False, comment="the earlier week"),
        sa.Column("met", sa.Integer(), nullable=False, comment="in time"),
        sa.Column("counted", sa.Integer(), nullable=False, comment="met + late + overdue"),
        sa.PrimaryKeyConstraint("week", "agency_id", "of_week"),
        comment="How an agency's responses stood in an earlier week, under the national policy.",
    )
    op.create_table(
        "gatherings",
        sa.Column("week", sa.String(length=8), nullable=False, comment="ISO 8601"),
        sa.Column("what", sa.String(), nullable=False, comment="district | category"),
        sa.Column("name", sa.String(), nullable=False, comment="as LAPOR wrote it"),
        sa.Column("received", sa.Integer(), nullable=False, comment="in the four weeks that end with the week"),
        sa.Column("before", sa.Integer(), nullable=False, comment="in the four weeks before those"),
        sa.PrimaryKeyConstraint("week", "what", "name"),
        comment=(
            "A kecamatan or category of which the regency gets many tickets; none that is confidential, none below three."
        ),
    )
    with op.batch_alter_table("scorecard_tickets") as tickets:
        tickets.alter_column("list", existing_type=sa.String(), comment="late | upcoming | other")
        outcome = "met | late | overdue | running | …"
        tickets.add_column(sa.Column("outcome", sa.String(), server_default="", nullable=False, comment=outcome))
        why = "of a late one: how it came to its due date, as JSON"
        tickets.add_column(sa.Column("explanation", sa.Text(), server_default="", nullable=False, comment=why))
        tickets.create_table_comment(
            "A clock under the national policy that a scorecard rests on, in one of its lists."
        )


def downgrade() -> None:
    with op.batch_alter_table("scorecard_tickets") as tickets:
        tickets.drop_column("explanation")
        tickets.drop_column("outcome")
    with op.batch_alter_table("scorecards") as scorecards:
        for name in ("peers", "place", "follow_ups"):
            scorecards.drop_column(name)
    for name in ("gatherings", "scorecard_weeks", "attachments"):
        op.drop_table(name)
    for name in ("deliveries", "letters"):  # of days: the schema before knows weeks alone
        op.execute(sa.text(f"delete from {name} where length(period) > 8"))  # noqa: S608 - a name of our own
    with op.batch_alter_table("deliveries") as deliveries:
        deliveries.drop_constraint("one_letter_per_office", type_="unique")
        deliveries.alter_column("period", new_column_name="week", type_=sa.String(length=8))
    with op.batch_alter_table("deliveries") as deliveries:
        deliveries.create_unique_constraint("one_letter_per_office", ["week", "agency_id", "kind", "recipient"])
    with op.batch_alter_table("letters") as letters:
        letters.alter_column("period", new_column_name="week", type_=sa.String(length=8))
