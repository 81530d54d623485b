"""What a week's scorecards and letters say, and the rules they rest on."""

from __future__ import annotations

import sqlalchemy as sa

from include.gateways.warehouse.schema.columns import Moment, key, may, must, table

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
    must("follow_ups", sa.Integer, "its follow-ups seen in the week", server_default="0"),
    may("place", sa.Integer, "by its responses among its group; empty where too few are decided"),
    may("peers", sa.Integer, "how many of its group have a place"),
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
    "A clock under the national policy that a scorecard rests on, in one of its lists.",
    key("week", sa.String(8), "ISO 8601"),
    key("agency_id", sa.String, "of the register"),
    key("list", sa.String, "late | upcoming | other"),
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
    must("outcome", sa.String, "met | late | overdue | running | …", server_default=""),
    must("explanation", sa.Text, "of a late one: how it came to its due date, as JSON", server_default=""),
)

SCORECARD_WEEKS = table(
    "scorecard_weeks",
    "How an agency's responses stood in an earlier week, under the national policy.",
    key("week", sa.String(8), "ISO 8601: of the scorecard"),
    key("agency_id", sa.String, "of the register"),
    key("of_week", sa.String(8), "the earlier week"),
    must("met", sa.Integer, "in time"),
    must("counted", sa.Integer, "met + late + overdue"),
)

GATHERINGS = table(
    "gatherings",
    "A kecamatan or category of which the regency gets many tickets; none that is confidential, none below three.",
    key("week", sa.String(8), "ISO 8601"),
    key("what", sa.String, "district | category"),
    key("name", sa.String, "as LAPOR wrote it"),
    must("received", sa.Integer, "in the four weeks that end with the week"),
    must("before", sa.Integer, "in the four weeks before those"),
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
    key("period", sa.String(24), "a week 2026-W47, a day, or days 2026-01-01..2026-10-31"),
    key("agency_id", sa.String, "of the register, or pimpinan"),
    key("kind", sa.String, "rapor | ikhtisar | pengingat | evaluasi"),
    must("subject", sa.String, "subject"),
    must("html", sa.Text, "HTML part"),
    must("text", sa.Text, "text twin"),
    must("digest", sa.String(64), "sha256 of subject, html, text and attachments"),
)

ATTACHMENTS = table(
    "attachments",
    "A file that comes with an archived letter.",
    key("period", sa.String(24), "of the letter"),
    key("agency_id", sa.String, "of the letter"),
    key("kind", sa.String, "of the letter"),
    key("position", sa.Integer, "place among the letter's files, from 1"),
    must("name", sa.String, "file name, as the reader sees it"),
    must("media_type", sa.String, "media type"),
    must("content", sa.LargeBinary, "its bytes"),
)
