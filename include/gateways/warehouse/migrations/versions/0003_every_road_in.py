"""every road in: histories from the API, recaps, titles, repairs, checks, offices; events told apart by agency"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = ("acts", "calls", "checks", "control_gaps", "derived", "offices", "recap_lines", "recaps", "titles")
EVENT = "ticket_id", "kind", "at", "earliest_at", "agency_id", "source"


def upgrade() -> None:
    op.create_table(
        "acts",
        sa.Column("ticket_id", sa.String(length=10), nullable=False, comment="Tracking ID"),
        sa.Column("list", sa.String(), nullable=False, comment="log | follow_up"),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when it happened, by LAPOR",
        ),
        sa.Column("from_lapor_id", sa.String(), nullable=False, comment="institution_from"),
        sa.Column("to_lapor_id", sa.String(), nullable=False, comment="institution_to"),
        sa.Column("status_new", sa.String(), nullable=False, comment="of a log that changed it"),
        sa.Column("template", sa.String(), nullable=False, comment="template_code of a follow-up"),
        sa.Column("from_name", sa.String(), nullable=False, comment="institution_from"),
        sa.Column("to_name", sa.String(), nullable=False, comment="institution_to"),
        sa.Column("status_old", sa.String(), nullable=False, comment="of a log that changed it"),
        sa.Column("rating", sa.String(), nullable=False, comment="as written"),
        sa.Column(
            "fetched_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when it was first heard of",
        ),
        sa.PrimaryKeyConstraint("ticket_id", "list", "at", "from_lapor_id", "to_lapor_id", "status_new", "template"),
        comment="One line of a ticket's history as LAPOR's API told it, append-only.",
    )
    op.create_table(
        "calls",
        sa.Column("ticket_id", sa.String(length=10), nullable=False, comment="Tracking ID"),
        sa.Column(
            "fetched_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when it was asked",
        ),
        sa.Column(
            "outcome",
            sa.String(),
            nullable=False,
            comment="told | unknown (LAPOR has no such ticket) | forbidden | failed",
        ),
        sa.Column("requests", sa.Integer(), nullable=False, comment="how many requests it took"),
        sa.PrimaryKeyConstraint("ticket_id", "fetched_at"),
        comment="One asking of LAPOR's API for the whole history of a ticket, append-only.",
    )
    op.create_table(
        "checks",
        sa.Column(
            "checked_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when",
        ),
        sa.Column(
            "check",
            sa.String(),
            nullable=False,
            comment="export_age | volume | unknown_words | unmapped_agencies | future_dates | api | …",
        ),
        sa.Column(
            "severity", sa.String(), nullable=False, comment="ok | odd (shown) | stale, broken (letters are held)"
        ),
        sa.Column("value", sa.Float(), nullable=False, comment="what was found"),
        sa.Column("limit", sa.Float(), nullable=False, comment="from which on it is not ok"),
        sa.Column("told", sa.String(), nullable=False, comment="the finding in one sentence"),
        sa.PrimaryKeyConstraint("checked_at", "check"),
        comment="One finding on how fresh and how sound the data is, append-only.",
    )
    op.create_table(
        "control_gaps",
        sa.Column("digest", sa.String(length=64), nullable=False, comment="of the recap"),
        sa.Column("agency_id", sa.String(), nullable=False, comment="of the register, or UNMAPPED"),
        sa.Column("status", sa.String(), nullable=False, comment="unverified | waiting | in_progress | closed"),
        sa.Column("ours", sa.Integer(), nullable=False, comment="tickets by our count"),
        sa.Column("theirs", sa.Integer(), nullable=False, comment="tickets by the platform's"),
        sa.Column("tickets", sa.Text(), nullable=False, comment="ids that may explain it"),
        sa.Column(
            "accepted_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="when somebody accepted the difference",
        ),
        sa.Column("accepted_because", sa.String(), server_default="", nullable=False, comment="why, as they said"),
        sa.PrimaryKeyConstraint("digest", "agency_id", "status"),
        comment="A count of a recap that is not ours; an agency with an open one gets no letter.",
    )
    op.create_table(
        "derived",
        sa.Column("part", sa.String(), nullable=False, comment="tickets (with events and faults) | clocks"),
        sa.Column(
            "rulebook_version", sa.String(), nullable=False, comment="hash of the rulebook's files they were read by"
        ),
        sa.Column(
            "read_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="the newest reading of an export, or asking of the API, that is in them",
        ),
        sa.PrimaryKeyConstraint("part"),
        comment="Up to what the rows in place are worked out, so that the next run does only what is new.",
    )
    op.create_table(
        "offices",
        sa.Column("agency_id", sa.String(), nullable=False, comment="of the register"),
        sa.Column("role", sa.String(), nullable=False, comment="head | liaison"),
        sa.Column("email", sa.String(), nullable=False, comment="office mailbox"),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="first day"),
        sa.Column("office", sa.String(), nullable=False, comment="name of the office"),
        sa.Column(
            "holder", sa.String(), server_default="", nullable=False, comment="who holds it; never shown in a letter"
        ),
        sa.Column(
            "deputy",
            sa.String(),
            server_default="",
            nullable=False,
            comment="who stands in (Plt.); never shown in a letter",
        ),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="last day; empty while it is valid"),
        sa.PrimaryKeyConstraint("agency_id", "role", "email", "valid_from"),
        comment="Who gets an agency's letters: an office and its mailbox; ended, never deleted.",
    )
    op.create_table(
        "recap_lines",
        sa.Column("digest", sa.String(length=64), nullable=False, comment="of the recap"),
        sa.Column("row", sa.Integer(), nullable=False, comment="row in that file, counted from 1"),
        sa.Column("agency_name", sa.String(), nullable=False, comment="Unit Kerja"),
        sa.Column("unverified", sa.Integer(), nullable=False, comment="Belum Terverifikasi"),
        sa.Column("waiting", sa.Integer(), nullable=False, comment="Belum Ditindaklanjuti"),
        sa.Column("in_progress", sa.Integer(), nullable=False, comment="Proses"),
        sa.Column("closed", sa.Integer(), nullable=False, comment="Selesai"),
        sa.Column("total", sa.Integer(), nullable=False, comment="Total"),
        sa.Column("follow_up_percent", sa.Float(), nullable=True, comment="%TL"),
        sa.Column("mean_response_days", sa.Float(), nullable=True, comment="RTL"),
        sa.Column("mean_resolution_days", sa.Float(), nullable=True, comment="RHP"),
        sa.PrimaryKeyConstraint("digest", "row"),
        comment="One unit's line of a recap.",
    )
    op.create_table(
        "recaps",
        sa.Column("digest", sa.String(length=64), nullable=False, comment="sha256 of the file's bytes"),
        sa.Column("name", sa.String(), nullable=False, comment="file name when it came"),
        sa.Column(
            "generated_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when LAPOR generated it",
        ),
        sa.Column("since_on", sa.Date(), nullable=True, comment="first day of receipt that it counts; empty for all"),
        sa.Column("until_on", sa.Date(), nullable=True, comment="last day of receipt that it counts"),
        sa.Column(
            "read_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when it was read",
        ),
        sa.PrimaryKeyConstraint("digest"),
        comment="One recap of the platform that came into the inbox.",
    )
    op.create_table(
        "titles",
        sa.Column("ticket_id", sa.String(length=10), nullable=False, comment="Tracking ID"),
        sa.Column(
            "fetched_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when LAPOR said so",
        ),
        sa.Column(
            "title", sa.String(), nullable=False, comment="Judul Laporan, its numbers, addresses and plates struck out"
        ),
        sa.Column(
            "text",
            sa.Text(),
            nullable=False,
            comment="Isi Laporan, struck out likewise; empty unless the setting asks for it",
        ),
        sa.PrimaryKeyConstraint("ticket_id"),
        comment="What a report is about, as last said: for data staff alone, in no letter.",
    )
    with op.batch_alter_table("exports", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "repaired",
                sa.Integer(),
                server_default="0",
                nullable=False,
                comment="quarantined rows read from a later file",
            )
        )

    with op.batch_alter_table("quarantine", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "cells",
                sa.Text(),
                server_default="{}",
                nullable=False,
                comment="the cells that may be kept, as JSON by column name",
            )
        )
        batch_op.add_column(
            sa.Column(
                "repaired_by",
                sa.String(length=64),
                nullable=True,
                comment="digest of the file that brought it mended; empty while it waits",
            )
        )
    op.create_index("snapshots_of_an_export", "snapshots", ["digest"])
    op.create_index("calls_by_time", "calls", ["fetched_at"])
    with op.batch_alter_table("clocks") as changed:
        changed.alter_column(
            "paused_days",
            existing_type=sa.Integer(),
            existing_nullable=False,
            comment="of finished pauses at the longest, in the unit of the limit, already in due_on",
        )
    give_events_their_agency("agency_id")


def downgrade() -> None:
    give_events_their_agency(None)
    op.drop_index("snapshots_of_an_export", "snapshots")
    with op.batch_alter_table("quarantine") as changed:
        changed.drop_column("repaired_by")
        changed.drop_column("cells")
    with op.batch_alter_table("exports") as changed:
        changed.drop_column("repaired")
    for table in TABLES:
        op.drop_table(table)


def give_events_their_agency(fourth: str | None) -> None:
    """The fourth column of an event's key: two agencies can be given a ticket in the same second."""
    op.create_table(
        "events_by_agency",
        sa.Column("ticket_id", sa.String(length=10), nullable=False, comment="Tracking ID"),
        sa.Column(
            "kind",
            sa.String(),
            nullable=False,
            comment="disposed | followed_up | replied | postponed | resumed | closed | lapsed | …",
        ),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when it happened, or was first seen to have happened",
        ),
        sa.Column(
            "agency_id", sa.String(), nullable=False, comment="who had the ticket then; for disposed, who got it"
        ),
        sa.Column(
            "earliest_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="the earliest moment it can have happened",
        ),
        sa.Column("source", sa.String(), nullable=False, comment="export (observed) | api (true)"),
        sa.PrimaryKeyConstraint("ticket_id", "kind", "at", *filter(None, [fourth])),
        comment="One change of a ticket's state, true or observed.",
    )
    old, new = (sa.table(name, *map(sa.column, EVENT)) for name in ("events", "events_by_agency"))
    op.execute(sa.insert(new).from_select(EVENT, sa.select(*(old.c[name] for name in EVENT))))
    op.drop_table("events")
    op.rename_table("events_by_agency", "events")
