"""the first warehouse"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "clocks",
        sa.Column("ticket_id", sa.String(length=10), nullable=False, comment="Tracking ID"),
        sa.Column("stage", sa.String(), nullable=False, comment="verification | response | resolution"),
        sa.Column("agency_id", sa.String(), nullable=False, comment="who is answerable"),
        sa.Column("policy", sa.String(), nullable=False, comment="national | regency"),
        sa.Column(
            "round", sa.Integer(), nullable=False, comment="1, and one more each time the same clock starts again"
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False, comment="at the latest"),
        sa.Column("started_earliest_at", sa.DateTime(timezone=True), nullable=False, comment="at the earliest"),
        sa.Column("days_allowed", sa.Integer(), nullable=False, comment="the limit"),
        sa.Column("unit", sa.String(), nullable=False, comment="working | calendar"),
        sa.Column("article", sa.String(), nullable=False, comment="the regulation the limit is from"),
        sa.Column("due_on", sa.Date(), nullable=False, comment="the last day in time, if it started at the latest"),
        sa.Column("due_earliest_on", sa.Date(), nullable=False, comment="the same, if it started at the earliest"),
        sa.Column(
            "provisional", sa.Boolean(), nullable=False, comment="counted over days whose holidays are not decreed yet"
        ),
        sa.Column(
            "paused_days",
            sa.Integer(),
            nullable=False,
            comment="working days of finished pauses at the longest, already in due_on",
        ),
        sa.Column(
            "paused_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="start, at the earliest, of a pause that has not ended",
        ),
        sa.Column(
            "running_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="the last moment at which its ticket was seen unchanged",
        ),
        sa.Column(
            "stopped_at", sa.DateTime(timezone=True), nullable=True, comment="at the latest; empty while it runs"
        ),
        sa.Column(
            "stopped_earliest_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="without stopped_at: it may have stopped since then",
        ),
        sa.Column(
            "stop_seen_at", sa.DateTime(timezone=True), nullable=True, comment="when it became known that it stopped"
        ),
        sa.Column(
            "stopped_by",
            sa.String(),
            nullable=False,
            comment="answered | disposed | transferred | withdrawn; empty while it runs",
        ),
        sa.PrimaryKeyConstraint("ticket_id", "stage", "agency_id", "policy", "round"),
        comment="One stage of one ticket under one policy.",
    )
    op.create_table(
        "deliveries",
        sa.Column("delivery_id", sa.String(length=36), nullable=False, comment="opaque id, made from the key below"),
        sa.Column("week", sa.String(length=8), nullable=False, comment="ISO 8601"),
        sa.Column("agency_id", sa.String(), nullable=False, comment="of the register, or pimpinan"),
        sa.Column("kind", sa.String(), nullable=False, comment="rapor | ikhtisar"),
        sa.Column("recipient", sa.String(), nullable=False, comment="office mailbox it goes to"),
        sa.Column(
            "digest",
            sa.String(length=64),
            nullable=False,
            comment="sha256 of the message: what was claimed is what is sent",
        ),
        sa.Column("carrier", sa.String(), nullable=False, comment="outbox | sendgrid"),
        sa.Column("state", sa.String(), nullable=False, comment="approved | sending | accepted | refused | unknown"),
        sa.Column("attempts", sa.Integer(), nullable=False, comment="how often it was handed to the carrier"),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True, comment="when it last became sending"),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True, comment="when its outcome was known"),
        sa.Column("reference", sa.String(), nullable=True, comment="the carrier's id for it"),
        sa.Column("reason", sa.String(), nullable=True, comment="why it was refused, or is unknown"),
        sa.CheckConstraint("state in ('approved', 'sending', 'accepted', 'refused', 'unknown')", name="known_state"),
        sa.PrimaryKeyConstraint("delivery_id"),
        sa.UniqueConstraint("week", "agency_id", "kind", "recipient", name="one_letter_per_office"),
        comment="One letter to one office; the row is committed before the letter leaves.",
    )
    op.create_table(
        "delivery_moves",
        sa.Column("move_id", sa.Integer(), autoincrement=True, nullable=False, comment="order of the moves"),
        sa.Column("delivery_id", sa.String(length=36), nullable=False, comment="the delivery"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="when"),
        sa.Column("from_state", sa.String(), nullable=True, comment="empty for the first"),
        sa.Column("to_state", sa.String(), nullable=False, comment="the new state"),
        sa.Column("cause", sa.String(), nullable=False, comment="what made it move"),
        sa.PrimaryKeyConstraint("move_id"),
        comment="Each change of a delivery's state, append-only.",
    )
    with op.batch_alter_table("delivery_moves", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delivery_moves_delivery_id"), ["delivery_id"], unique=False)

    op.create_table(
        "events",
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
            "earliest_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="the earliest moment it can have happened",
        ),
        sa.Column(
            "agency_id", sa.String(), nullable=False, comment="who had the ticket then; for disposed, who got it"
        ),
        sa.Column("source", sa.String(), nullable=False, comment="export (observed) | api (true)"),
        sa.PrimaryKeyConstraint("ticket_id", "kind", "at"),
        comment="One change of a ticket's state, true or observed.",
    )
    op.create_table(
        "exports",
        sa.Column("digest", sa.String(length=64), nullable=False, comment="sha256 of the file's bytes"),
        sa.Column("name", sa.String(), nullable=False, comment="file name when it came"),
        sa.Column("state", sa.String(), nullable=False, comment="read | refused"),
        sa.Column("generated_at", sa.DateTime(timezone=True), nullable=True, comment="when LAPOR generated it"),
        sa.Column(
            "dated_by",
            sa.String(),
            nullable=True,
            comment="preamble | file (the time is the file's) | day (its end): what generated_at rests on",
        ),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False, comment="when it was read"),
        sa.Column(
            "rows",
            sa.Integer(),
            nullable=False,
            comment="rows below the header = new + changed + unchanged + quarantined + ignored",
        ),
        sa.Column("new", sa.Integer(), nullable=False, comment="tickets never seen before"),
        sa.Column(
            "changed", sa.Integer(), nullable=False, comment="tickets that differ from their neighbouring snapshot"
        ),
        sa.Column("unchanged", sa.Integer(), nullable=False, comment="tickets that say the same as before"),
        sa.Column("quarantined", sa.Integer(), nullable=False, comment="rows that could not be read"),
        sa.Column("ignored", sa.Integer(), nullable=False, comment="footers and repeated rows"),
        sa.Column("reason", sa.String(), nullable=True, comment="why it was refused"),
        sa.PrimaryKeyConstraint("digest"),
        comment="One file that came into the inbox, by its content.",
    )
    op.create_table(
        "letters",
        sa.Column("week", sa.String(length=8), nullable=False, comment="ISO 8601"),
        sa.Column("agency_id", sa.String(), nullable=False, comment="of the register, or pimpinan"),
        sa.Column("kind", sa.String(), nullable=False, comment="rapor | ikhtisar"),
        sa.Column("subject", sa.String(), nullable=False, comment="subject"),
        sa.Column("html", sa.Text(), nullable=False, comment="HTML part"),
        sa.Column("text", sa.Text(), nullable=False, comment="text twin"),
        sa.Column("digest", sa.String(length=64), nullable=False, comment="sha256 of subject, html and text"),
        sa.PrimaryKeyConstraint("week", "agency_id", "kind"),
        comment="The archived letter and its hash.",
    )
    op.create_table(
        "quarantine",
        sa.Column("source", sa.String(length=64), nullable=False, comment="digest of the file"),
        sa.Column("row", sa.Integer(), nullable=False, comment="row in that file, counted from 1"),
        sa.Column("column", sa.String(), nullable=False, comment="the column at fault"),
        sa.Column("ticket_id", sa.String(), nullable=False, comment="Tracking ID as written, or empty"),
        sa.Column("reason", sa.String(), nullable=False, comment="what is wrong, in Indonesian, without personal data"),
        sa.PrimaryKeyConstraint("source", "row"),
        comment="A record that could not be read, with the reason.",
    )
    op.create_table(
        "scorecard_lines",
        sa.Column("week", sa.String(length=8), nullable=False, comment="ISO 8601"),
        sa.Column("agency_id", sa.String(), nullable=False, comment="of the register"),
        sa.Column("stage", sa.String(), nullable=False, comment="verification | response | resolution"),
        sa.Column("policy", sa.String(), nullable=False, comment="national | regency"),
        sa.Column(
            "fewest_days",
            sa.Integer(),
            nullable=False,
            comment="the limit; where it differs by class or by rule, the shortest",
        ),
        sa.Column("most_days", sa.Integer(), nullable=False, comment="and the longest"),
        sa.Column("unit", sa.String(), nullable=False, comment="working | calendar; both, joined, where they differ"),
        sa.Column("article", sa.String(), nullable=False, comment="the regulations the limits are from, joined"),
        sa.Column("met", sa.Integer(), nullable=False, comment="stopped in the week, in time"),
        sa.Column("late", sa.Integer(), nullable=False, comment="stopped in the week, after the due date"),
        sa.Column("overdue", sa.Integer(), nullable=False, comment="still open, after the due date"),
        sa.Column("running", sa.Integer(), nullable=False, comment="still open, within the limit"),
        sa.Column("undecided", sa.Integer(), nullable=False, comment="lies in an interval that the due date cuts"),
        sa.Column("transferred", sa.Integer(), nullable=False, comment="passed on in time; in no denominator"),
        sa.Column("withdrawn", sa.Integer(), nullable=False, comment="archived or rejected; in no denominator"),
        sa.Column(
            "median_days",
            sa.Float(),
            nullable=True,
            comment="working days, start to stop, of those stopped in the week",
        ),
        sa.Column("previous_met", sa.Integer(), nullable=False, comment="met, a week earlier"),
        sa.Column("previous_counted", sa.Integer(), nullable=False, comment="met + late + overdue, a week earlier"),
        sa.PrimaryKeyConstraint("week", "agency_id", "stage", "policy"),
        comment="One stage of one scorecard under one policy; total = met + late + overdue + running + undecided.",
    )
    op.create_table(
        "scorecard_tickets",
        sa.Column("week", sa.String(length=8), nullable=False, comment="ISO 8601"),
        sa.Column("agency_id", sa.String(), nullable=False, comment="of the register"),
        sa.Column("list", sa.String(), nullable=False, comment="late | upcoming"),
        sa.Column("position", sa.Integer(), nullable=False, comment="place in the list, from 1"),
        sa.Column("ticket_id", sa.String(length=10), nullable=False, comment="Tracking ID"),
        sa.Column("stage", sa.String(), nullable=False, comment="verification | response | resolution"),
        sa.Column("category", sa.String(), nullable=False, comment="empty when confidential"),
        sa.Column("district", sa.String(), nullable=False, comment="empty when confidential or telling"),
        sa.Column("confidential", sa.Boolean(), nullable=False, comment="id and days only"),
        sa.Column("started_on", sa.Date(), nullable=False, comment="day zero"),
        sa.Column("due_on", sa.Date(), nullable=False, comment="the last day in time"),
        sa.Column("stopped_on", sa.Date(), nullable=True, comment="empty while open"),
        sa.Column("days_late", sa.Integer(), nullable=False, comment="working days after the due date"),
        sa.Column("days_allowed", sa.Integer(), nullable=False, comment="the limit"),
        sa.Column("unit", sa.String(), nullable=False, comment="working | calendar"),
        sa.Column("article", sa.String(), nullable=False, comment="the regulation"),
        sa.Column("observed", sa.Boolean(), nullable=False, comment="rests on observed times"),
        sa.PrimaryKeyConstraint("week", "agency_id", "list", "position"),
        comment="A ticket that a scorecard lists: late, or falling due.",
    )
    op.create_table(
        "scorecards",
        sa.Column("week", sa.String(length=8), nullable=False, comment="ISO 8601: 2026-W47"),
        sa.Column("agency_id", sa.String(), nullable=False, comment="of the register"),
        sa.Column("agency_name", sa.String(), nullable=False, comment="as it was called that week"),
        sa.Column("received", sa.Integer(), nullable=False, comment="tickets received in the week"),
        sa.Column("archived", sa.Integer(), nullable=False, comment="of those"),
        sa.Column("rejected", sa.Integer(), nullable=False, comment="of those"),
        sa.Column("followed_up", sa.Integer(), nullable=False, comment="of those that count: in progress or closed"),
        sa.Column("closed", sa.Integer(), nullable=False, comment="of those: closed"),
        sa.Column(
            "unclassified", sa.Integer(), nullable=False, comment="bare Pengaduan, counted as tidak berkadar pengawasan"
        ),
        sa.Column("observed", sa.Integer(), nullable=False, comment="clocks on the lines that rest on observed times"),
        sa.Column(
            "known_at", sa.DateTime(timezone=True), nullable=False, comment="generation time of the newest export"
        ),
        sa.Column("rulebook_version", sa.String(), nullable=False, comment="hash of the rulebook's files"),
        sa.Column("calendar_version", sa.String(), nullable=False, comment="hash of the days off"),
        sa.Column("fingerprint", sa.String(), nullable=False, comment="hash of the figures and lists"),
        sa.PrimaryKeyConstraint("week", "agency_id"),
        comment="One agency's week.",
    )
    op.create_table(
        "snapshots",
        sa.Column("ticket_id", sa.String(length=10), nullable=False, comment="Tracking ID"),
        sa.Column("source", sa.String(), nullable=False, comment="export | api"),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False, comment="when LAPOR said so"),
        sa.Column("digest", sa.String(length=64), nullable=False, comment="the file it came in"),
        sa.Column("row", sa.Integer(), nullable=False, comment="row in that file, counted from 1"),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False, comment="Tanggal and Waktu Laporan Masuk"),
        sa.Column("classification", sa.String(), nullable=False, comment="Klasifikasi Laporan"),
        sa.Column("category", sa.String(), nullable=False, comment="Kategori"),
        sa.Column("kind", sa.String(), nullable=False, comment="Tipe Laporan: Anonim, Rahasia or empty"),
        sa.Column("channel", sa.String(), nullable=False, comment="Sumber Laporan"),
        sa.Column("agency_lapor_id", sa.String(), nullable=False, comment="ID Instansi Terdisposisi"),
        sa.Column("agency_name", sa.String(), nullable=False, comment="Instansi Terdisposisi"),
        sa.Column("status", sa.String(), nullable=False, comment="Status Laporan"),
        sa.Column("district", sa.String(), nullable=False, comment="Kecamatan"),
        sa.Column("rating", sa.String(), nullable=False, comment="Rating"),
        sa.PrimaryKeyConstraint("ticket_id", "source", "fetched_at"),
        comment="What one source said about one ticket at one time, in LAPOR's own words, less what privacy forbids.",
    )
    op.create_table(
        "tickets",
        sa.Column("ticket_id", sa.String(length=10), nullable=False, comment="Tracking ID"),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False, comment="when the citizen sent it"),
        sa.Column(
            "classification",
            sa.String(),
            nullable=False,
            comment="information | aspiration | complaint | oversight | unknown",
        ),
        sa.Column("classification_word", sa.String(), nullable=False, comment="as LAPOR wrote it"),
        sa.Column("category", sa.String(), nullable=False, comment="as LAPOR wrote it"),
        sa.Column(
            "confidential",
            sa.Boolean(),
            nullable=False,
            comment="Rahasia or berkadar pengawasan: shown by id and days only",
        ),
        sa.Column("channel", sa.String(), nullable=False, comment="as LAPOR wrote it"),
        sa.Column(
            "agency_id",
            sa.String(),
            nullable=False,
            comment="of the register; empty while with nobody; UNMAPPED when unknown",
        ),
        sa.Column("state", sa.String(), nullable=False, comment="state of the last snapshot"),
        sa.Column("status_word", sa.String(), nullable=False, comment="as LAPOR wrote it"),
        sa.Column("district", sa.String(), nullable=False, comment="kecamatan"),
        sa.Column("rating", sa.Integer(), nullable=True, comment="1 to 5, given by the citizen"),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False, comment="oldest snapshot"),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False, comment="newest snapshot"),
        sa.PrimaryKeyConstraint("ticket_id"),
        comment="One report as last seen.",
    )


def downgrade() -> None:
    op.drop_table("tickets")
    op.drop_table("snapshots")
    op.drop_table("scorecards")
    op.drop_table("scorecard_tickets")
    op.drop_table("scorecard_lines")
    op.drop_table("quarantine")
    op.drop_table("letters")
    op.drop_table("exports")
    op.drop_table("events")
    with op.batch_alter_table("delivery_moves", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delivery_moves_delivery_id"))

    op.drop_table("delivery_moves")
    op.drop_table("deliveries")
    op.drop_table("clocks")
