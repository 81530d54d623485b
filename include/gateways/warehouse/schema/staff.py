"""What people did on our pages, and what they taught the rulebook."""

from __future__ import annotations

import sqlalchemy as sa

from include.gateways.warehouse.schema.columns import Moment, key, may, must, table

AUDIT_LOG = table(
    "audit_log",
    "What a person did on our pages, append-only.",
    sa.Column("entry_id", sa.Integer, primary_key=True, autoincrement=True, comment="order of the entries"),
    must("at", Moment, "when"),
    must("actor", sa.String, "the user's name in Airflow"),
    must("action", sa.String, "upload | take | discard | repair | teach | withdraw | accept | decide | rebuild | …"),
    must("subject", sa.String, "what it was done to: a file, a row, a word, an agency, a week, deliveries"),
    must("details", sa.String, "what they said, or what became of it; names nobody"),
)

TAUGHT_WORDS = table(
    "taught_words",
    "A word of LAPOR that the rulebook's files do not know, and what a person said that it means.",
    key("vocabulary", sa.String, "status | classification | kind | agency"),
    key("word", sa.String, "as LAPOR writes it"),
    must("meaning", sa.String, "of the rulebook: a state, a class, a kind, an agency's id"),
    must("taught_at", Moment, "when"),
    must("taught_by", sa.String, "the user's name in Airflow"),
    may("withdrawn_at", Moment, "when it was taken back; empty while it holds"),
)
