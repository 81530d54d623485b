"""Who gets the letters, and what became of each."""

from __future__ import annotations

import sqlalchemy as sa

from include.gateways.warehouse.schema.columns import Moment, key, may, must, table

OFFICES = table(
    "offices",
    "Who gets an agency's letters: an office and its mailbox; ended, never deleted.",
    key("agency_id", sa.String, "of the register"),
    key("role", sa.String, "head | liaison"),
    key("email", sa.String, "office mailbox"),
    key("valid_from", sa.Date, "first day"),
    must("office", sa.String, "name of the office"),
    must("holder", sa.String, "who holds it; never shown in a letter", server_default=""),
    must("deputy", sa.String, "who stands in (Plt.); never shown in a letter", server_default=""),
    may("valid_to", sa.Date, "last day; empty while it is valid"),
)

STATES = (
    "draft", "approved", "sending", "accepted", "delivered", "refused", "bounced", "suppressed", "unknown", "cancelled",
)  # fmt: skip

DELIVERIES = table(
    "deliveries",
    "One letter to one office; the row is committed before the letter leaves.",
    key("delivery_id", sa.String(36), "opaque id, made from the key below"),
    must("period", sa.String(24), "a week 2026-W47, a day, or days 2026-01-01..2026-10-31"),
    must("agency_id", sa.String, "of the register, or pimpinan"),
    must("kind", sa.String, "rapor | ikhtisar | pengingat | evaluasi | …"),
    must("recipient", sa.String, "office mailbox it is for"),
    must("digest", sa.String(64), "sha256 of the message: what was approved is what is sent"),
    must("carrier", sa.String, "outbox | redirect | sendgrid"),
    must("state", sa.String, "draft | approved | sending | accepted | delivered | …"),
    must("attempts", sa.Integer, "how often it was handed to the carrier"),
    may("claimed_at", Moment, "when it last became sending"),
    may("finished_at", Moment, "when its outcome was known"),
    may("reference", sa.String, "the carrier's id for it"),
    may("reason", sa.String, "why it was refused, is unknown, bounced, is suppressed or was cancelled"),
    may("reopened_at", Moment, "when a person let it go again: receipts of before say nothing about it"),
    sa.UniqueConstraint("period", "agency_id", "kind", "recipient", name="one_letter_per_office"),
    sa.CheckConstraint("state in ({})".format(", ".join(f"'{state}'" for state in STATES)), name="known_state"),
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
    must("actor", sa.String, "who: rapor, sendgrid, or the user's name in Airflow", server_default="rapor"),
)

MESSAGES = table(
    "messages",
    "The bytes of a delivery, as they are sent; kept from its approval on.",
    key("delivery_id", sa.String(36), "the delivery"),
    key("digest", sa.String(64), "sha256 of the body"),
    must("body", sa.Text, "canonical JSON of one Mail Send request"),
)

PROPOSALS = table(
    "proposals",
    "What an approver was shown: only that can be approved.",
    key("run_id", sa.String, "run of the DAG that asked"),
    key("delivery_id", sa.String(36), "a delivery on the list"),
    must("digest", sa.String(64), "of its message, as shown"),
    must("shown_at", Moment, "when"),
)

RECEIPTS = table(
    "receipts",
    "What the carrier told about a message later; append-only, once per event, whether its delivery is known or not.",
    key("receipt_id", sa.String, "sg_event_id"),
    must("delivery_id", sa.String(36), "as told; empty where none was", index=True),
    must("event", sa.String, "processed | deferred | delivered | bounce | blocked | dropped | …"),
    must("at", Moment, "when it happened"),
    must("recipient", sa.String, "mailbox it is about"),
    must("reference", sa.String, "the carrier's id of the message"),
    must("reason", sa.String, "in the carrier's words, without mailboxes"),
    must("filed_at", Moment, "when it reached us"),
)
