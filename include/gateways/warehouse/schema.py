"""The warehouse's tables, in the order the data travels; a comment on every column."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData()


class Moment(sa.types.TypeDecorator[datetime]):
    """An aware moment, kept in UTC; SQLite knows no time zones, so the zone is put back on reading."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC)


def key(name: str, kind: Any, comment: str) -> sa.Column[Any]:
    return sa.Column(name, kind, primary_key=True, comment=comment)


def must(name: str, kind: Any, comment: str, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, comment=comment, **options)


def may(name: str, kind: Any, comment: str) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=True, comment=comment)


def table(name: str, comment: str, *parts: sa.schema.SchemaItem) -> sa.Table:
    return sa.Table(name, metadata, *parts, comment=comment)


EXPORTS = table(
    "exports",
    "One file that came into the inbox, by its content.",
    key("digest", sa.String(64), "sha256 of the file's bytes"),
    must("name", sa.String, "file name when it came"),
    must("state", sa.String, "read | refused"),
    may("generated_at", Moment, "when LAPOR generated it"),
    may("dated_by", sa.String, "preamble | file (the time is the file's) | day (its end): what generated_at rests on"),
    must("read_at", Moment, "when it was read"),
    must("rows", sa.Integer, "rows below the header = new + changed + unchanged + quarantined + ignored", default=0),
    must("new", sa.Integer, "tickets never seen before", default=0),
    must("changed", sa.Integer, "tickets that differ from their neighbouring snapshot", default=0),
    must("unchanged", sa.Integer, "tickets that say the same as before", default=0),
    must("quarantined", sa.Integer, "rows that could not be read", default=0),
    must("ignored", sa.Integer, "footers and repeated rows", default=0),
    may("reason", sa.String, "why it was refused"),
)

SNAPSHOTS = table(
    "snapshots",
    "What one source said about one ticket at one time, in LAPOR's own words, less what privacy forbids.",
    key("ticket_id", sa.String(10), "Tracking ID"),
    key("source", sa.String, "export | api"),
    key("fetched_at", Moment, "when LAPOR said so"),
    must("digest", sa.String(64), "the file it came in"),
    must("row", sa.Integer, "row in that file, counted from 1"),
    must("received_at", Moment, "Tanggal and Waktu Laporan Masuk"),
    must("classification", sa.String, "Klasifikasi Laporan"),
    must("category", sa.String, "Kategori"),
    must("kind", sa.String, "Tipe Laporan: Anonim, Rahasia or empty"),
    must("channel", sa.String, "Sumber Laporan"),
    must("agency_lapor_id", sa.String, "ID Instansi Terdisposisi"),
    must("agency_name", sa.String, "Instansi Terdisposisi"),
    must("status", sa.String, "Status Laporan"),
    must("district", sa.String, "Kecamatan"),
    must("rating", sa.String, "Rating"),
)

QUARANTINE = table(
    "quarantine",
    "A record that could not be read, with the reason.",
    key("source", sa.String(64), "digest of the file"),
    key("row", sa.Integer, "row in that file, counted from 1"),
    must("column", sa.String, "the column at fault"),
    must("ticket_id", sa.String, "Tracking ID as written, or empty"),
    must("reason", sa.String, "what is wrong, in Indonesian, without personal data"),
)

TICKETS = table(
    "tickets",
    "One report as last seen.",
    key("ticket_id", sa.String(10), "Tracking ID"),
    must("received_at", Moment, "when the citizen sent it"),
    must("classification", sa.String, "information | aspiration | complaint | oversight | unknown"),
    must("classification_word", sa.String, "as LAPOR wrote it"),
    must("category", sa.String, "as LAPOR wrote it"),
    must("confidential", sa.Boolean, "Rahasia or berkadar pengawasan: shown by id and days only"),
    must("channel", sa.String, "as LAPOR wrote it"),
    must("agency_id", sa.String, "of the register; empty while with nobody; UNMAPPED when unknown"),
    must("state", sa.String, "state of the last snapshot"),
    must("status_word", sa.String, "as LAPOR wrote it"),
    must("district", sa.String, "kecamatan"),
    may("rating", sa.Integer, "1 to 5, given by the citizen"),
    must("first_seen_at", Moment, "oldest snapshot"),
    must("last_seen_at", Moment, "newest snapshot"),
)

EVENTS = table(
    "events",
    "One change of a ticket's state, true or observed.",
    key("ticket_id", sa.String(10), "Tracking ID"),
    key("kind", sa.String, "disposed | followed_up | replied | postponed | resumed | closed | lapsed | …"),
    key("at", Moment, "when it happened, or was first seen to have happened"),
    must("earliest_at", Moment, "the earliest moment it can have happened"),
    must("agency_id", sa.String, "who had the ticket then; for disposed, who got it"),
    must("source", sa.String, "export (observed) | api (true)"),
)

CLOCKS = table(
    "clocks",
    "One stage of one ticket under one policy.",
    key("ticket_id", sa.String(10), "Tracking ID"),
    key("stage", sa.String, "verification | response | resolution"),
    key("agency_id", sa.String, "who is answerable"),
    key("policy", sa.String, "national | regency"),
    key("round", sa.Integer, "1, and one more each time the same clock starts again"),
    must("started_at", Moment, "at the latest"),
    must("started_earliest_at", Moment, "at the earliest"),
    must("days_allowed", sa.Integer, "the limit"),
    must("unit", sa.String, "working | calendar"),
    must("article", sa.String, "the regulation the limit is from"),
    must("certainty", sa.String, "F: stands in a source | M: usual practice", server_default=""),
    must("due_on", sa.Date, "the last day in time, if it started at the latest"),
    must("due_earliest_on", sa.Date, "the same, if it started at the earliest"),
    must("provisional", sa.Boolean, "counted over days whose holidays are not decreed yet"),
    must("paused_days", sa.Integer, "working days of finished pauses at the longest, already in due_on"),
    may("paused_at", Moment, "start, at the earliest, of a pause that has not ended"),
    must("running_at", Moment, "the last moment at which its ticket was seen unchanged"),
    may("stopped_at", Moment, "at the latest; empty while it runs"),
    may("stopped_earliest_at", Moment, "without stopped_at: it may have stopped since then"),
    may("stop_seen_at", Moment, "when it became known that it stopped"),
    must("stopped_by", sa.String, "answered | disposed | transferred | withdrawn; empty while it runs"),
)

DATA_FAULTS = table(
    "data_faults",
    "What cannot be right in what LAPOR said, and how it is counted.",
    key("ticket_id", sa.String(10), "Tracking ID"),
    key("fault", sa.String, "duplicate | before_receipt | in_future | after_end | …"),
    key("at", Moment, "of the event or snapshot at fault"),
    key("agency_id", sa.String, "of the event or snapshot at fault"),
    key("note", sa.String, "what is wrong and what is made of it, without personal data"),
)

CLOCK_RULES = table(
    "clock_rules",
    "One row: the rules that the clocks in place rest on; their text stands in rulebooks.",
    key("rulebook_version", sa.String, "hash of the rulebook's files"),
    key("calendar_version", sa.String, "hash of the days off"),
)

DEADLINE_MOVES = table(
    "deadline_moves",
    "Each due date that a new calendar moved, append-only.",
    key("seen_at", Moment, "when the clocks were first run by the new calendar"),
    key("ticket_id", sa.String(10), "Tracking ID"),
    key("stage", sa.String, "verification | response | resolution"),
    key("agency_id", sa.String, "who is answerable"),
    key("policy", sa.String, "national | regency"),
    key("round", sa.Integer, "of the clock"),
    must("was_due_on", sa.Date, "the last day in time before"),
    must("due_on", sa.Date, "the last day in time now"),
    must("because", sa.String, "the days off that came or went"),
    may("announced_on", sa.Date, "when they were announced, as far as it is known"),
)

RULEBOOKS = table(
    "rulebooks",
    "The files of each rulebook and calendar that figures were made by, so that they can be made again.",
    key("rulebook_version", sa.String, "hash of the rulebook's files"),
    key("calendar_version", sa.String, "hash of the days off"),
    key("file", sa.String, "name of the file"),
    must("content", sa.Text, "its text"),
)

SCORECARDS = table(
    "scorecards",
    "One agency's week.",
    key("week", sa.String(8), "ISO 8601: 2026-W47"),
    key("agency_id", sa.String, "of the register"),
    must("agency_name", sa.String, "as it was called that week"),
    must("received", sa.Integer, "tickets received in the week"),
    must("archived", sa.Integer, "of those"),
    must("rejected", sa.Integer, "of those"),
    must("followed_up", sa.Integer, "of those that count: in progress or closed"),
    must("closed", sa.Integer, "of those: closed"),
    must("unclassified", sa.Integer, "bare Pengaduan, counted as tidak berkadar pengawasan"),
    must("observed", sa.Integer, "clocks on the lines that rest on observed times"),
    must("provisional", sa.Integer, "clocks on the lines whose due date may still move", server_default="0"),
    must("ratings", sa.Integer, "ratings 1 to 5 of the tickets closed in the week", server_default="0"),
    may("mean_rating", sa.Float, "their mean; empty where they are too few"),
    may("last_follow_up_on", sa.Date, "the day of the agency's last follow-up seen by the week's end"),
    must("known_at", Moment, "generation time of the newest export"),
    must("rulebook_version", sa.String, "hash of the rulebook's files"),
    must("calendar_version", sa.String, "hash of the days off"),
    must("fingerprint", sa.String, "hash of the figures and lists"),
    may("scored_at", Moment, "when it was worked out: exports read later are not in it"),
)

SCORECARD_LINES = table(
    "scorecard_lines",
    "One stage of one scorecard under one policy; total = met + late + overdue + running + undecided.",
    key("week", sa.String(8), "ISO 8601"),
    key("agency_id", sa.String, "of the register"),
    key("stage", sa.String, "verification | response | resolution"),
    key("policy", sa.String, "national | regency"),
    must("fewest_days", sa.Integer, "the limit; where it differs by class or by rule, the shortest"),
    must("most_days", sa.Integer, "and the longest"),
    must("unit", sa.String, "working | calendar; both, joined, where they differ"),
    must("article", sa.String, "the regulations the limits are from, joined"),
    must("met", sa.Integer, "stopped in the week, in time"),
    must("late", sa.Integer, "stopped in the week, after the due date"),
    must("overdue", sa.Integer, "still open, after the due date"),
    must("running", sa.Integer, "still open, within the limit"),
    must("undecided", sa.Integer, "lies in an interval that the due date cuts"),
    must("transferred", sa.Integer, "passed on in time; in no denominator"),
    must("withdrawn", sa.Integer, "archived or rejected; in no denominator"),
    may("median_days", sa.Float, "working days, start to stop, of those stopped in the week"),
    may("mean_days", sa.Float, "the same, as a mean"),
    must("previous_met", sa.Integer, "met, a week earlier"),
    must("previous_counted", sa.Integer, "met + late + overdue, a week earlier"),
)

SCORECARD_TICKETS = table(
    "scorecard_tickets",
    "A ticket that a scorecard lists: late, or falling due.",
    key("week", sa.String(8), "ISO 8601"),
    key("agency_id", sa.String, "of the register"),
    key("list", sa.String, "late | upcoming"),
    key("position", sa.Integer, "place in the list, from 1"),
    must("ticket_id", sa.String(10), "Tracking ID"),
    must("stage", sa.String, "verification | response | resolution"),
    must("category", sa.String, "empty when confidential"),
    must("district", sa.String, "empty when confidential or telling"),
    must("confidential", sa.Boolean, "id and days only"),
    must("started_on", sa.Date, "day zero"),
    must("due_on", sa.Date, "the last day in time"),
    may("stopped_on", sa.Date, "empty while open"),
    must("days_late", sa.Integer, "working days after the due date"),
    must("days_allowed", sa.Integer, "the limit"),
    must("unit", sa.String, "working | calendar"),
    must("article", sa.String, "the regulation"),
    must("observed", sa.Boolean, "rests on observed times"),
    must("provisional", sa.Boolean, "due on a day whose holidays are not decreed yet", server_default=sa.false()),
)

DIFFERENCES = table(
    "differences",
    "A clock of a week already told that would be told differently by what was known a week later.",
    key("week", sa.String(8), "ISO 8601: the week that was told"),
    key("agency_id", sa.String, "who is answerable"),
    key("ticket_id", sa.String(10), "Tracking ID"),
    key("stage", sa.String, "verification | response | resolution"),
    key("policy", sa.String, "national | regency"),
    key("round", sa.Integer, "of the clock"),
    must("was", sa.String, "the outcome as told; empty when the clock was not there"),
    must("became", sa.String, "the outcome as it would be told now; empty when the clock is no longer there"),
    must("reason", sa.String, "later_export | reclassified | reassigned | calendar | rulebook | …"),
)

LETTERS = table(
    "letters",
    "The archived letter and its hash.",
    key("week", sa.String(8), "ISO 8601"),
    key("agency_id", sa.String, "of the register, or pimpinan"),
    key("kind", sa.String, "rapor | ikhtisar"),
    must("subject", sa.String, "subject"),
    must("html", sa.Text, "HTML part"),
    must("text", sa.Text, "text twin"),
    must("digest", sa.String(64), "sha256 of subject, html and text"),
)

DELIVERIES = table(
    "deliveries",
    "One letter to one office; the row is committed before the letter leaves.",
    key("delivery_id", sa.String(36), "opaque id, made from the key below"),
    must("week", sa.String(8), "ISO 8601"),
    must("agency_id", sa.String, "of the register, or pimpinan"),
    must("kind", sa.String, "rapor | ikhtisar"),
    must("recipient", sa.String, "office mailbox it goes to"),
    must("digest", sa.String(64), "sha256 of the message: what was claimed is what is sent"),
    must("carrier", sa.String, "outbox | sendgrid"),
    must("state", sa.String, "approved | sending | accepted | refused | unknown"),
    must("attempts", sa.Integer, "how often it was handed to the carrier"),
    may("claimed_at", Moment, "when it last became sending"),
    may("finished_at", Moment, "when its outcome was known"),
    may("reference", sa.String, "the carrier's id for it"),
    may("reason", sa.String, "why it was refused, or is unknown"),
    sa.UniqueConstraint("week", "agency_id", "kind", "recipient", name="one_letter_per_office"),
    sa.CheckConstraint("state in ('approved', 'sending', 'accepted', 'refused', 'unknown')", name="known_state"),
)

DELIVERY_MOVES = table(
    "delivery_moves",
    "Each change of a delivery's state, append-only.",
    sa.Column("move_id", sa.Integer, primary_key=True, autoincrement=True, comment="order of the moves"),
    must("delivery_id", sa.String(36), "the delivery", index=True),
    must("at", Moment, "when"),
    may("from_state", sa.String, "empty for the first"),
    must("to_state", sa.String, "the new state"),
    must("cause", sa.String, "what made it move"),
)
