"""What is worked out from LAPOR's words and may be worked out anew."""

from __future__ import annotations

import sqlalchemy as sa

from include.gateways.warehouse.schema.columns import Moment, key, may, must, table

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
    key("agency_id", sa.String, "who had the ticket then; for disposed, who got it"),
    must("earliest_at", Moment, "the earliest moment it can have happened"),
    must("source", sa.String, "export (observed) | api (true)"),
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

DERIVED = table(
    "derived",
    "Up to what the rows in place are worked out, so that the next run does only what is new.",
    key("part", sa.String, "tickets (with events and faults) | clocks"),
    must("rulebook_version", sa.String, "hash of the rulebook's files they were read by"),
    must("read_at", Moment, "the newest reading of an export, or asking of the API, that is in them"),
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
    must("paused_days", sa.Integer, "of finished pauses at the longest, in the unit of the limit, already in due_on"),
    may("paused_at", Moment, "start, at the earliest, of a pause that has not ended"),
    must("running_at", Moment, "the last moment at which its ticket was seen unchanged"),
    may("stopped_at", Moment, "at the latest; empty while it runs"),
    may("stopped_earliest_at", Moment, "without stopped_at: it may have stopped since then"),
    may("stop_seen_at", Moment, "when it became known that it stopped"),
    must("stopped_by", sa.String, "answered | disposed | transferred | withdrawn; empty while it runs"),
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

CONTROL_GAPS = table(
    "control_gaps",
    "A count of a recap that is not ours; an agency with an open one gets no letter.",
    key("digest", sa.String(64), "of the recap"),
    key("agency_id", sa.String, "of the register, or UNMAPPED"),
    key("status", sa.String, "unverified | waiting | in_progress | closed"),
    must("ours", sa.Integer, "tickets by our count"),
    must("theirs", sa.Integer, "tickets by the platform's"),
    must("tickets", sa.Text, "ids that may explain it"),
    may("accepted_at", Moment, "when somebody accepted the difference"),
    must("accepted_because", sa.String, "why, as they said", server_default=""),
)

CHECKS = table(
    "checks",
    "One finding on how fresh and how sound the data is, append-only.",
    key("checked_at", Moment, "when"),
    key("check", sa.String, "export_age | volume | unknown_words | unmapped_agencies | future_dates | api | …"),
    must("severity", sa.String, "ok | odd (shown) | stale, broken (letters are held)"),
    must("value", sa.Float, "what was found"),
    must("limit", sa.Float, "from which on it is not ok"),
    must("told", sa.String, "the finding in one sentence"),
)
