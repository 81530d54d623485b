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

DELIVERIES = table(
    "deliveries",
    "One letter to one office; the row is committed before the letter leaves.",
    key("delivery_id", sa.String(36), "opaque id, made from the key below"),
    must("period", sa.String(24), "a week 2026-W47, a day, or days 2026-01-01..2026-10-31"),
    must("agency_id", sa.String, "of the register, or pimpinan"),
    must("kind", sa.String, "rapor | ikhtisar | pengingat | evaluasi"),
    must("recipient", sa.String, "office mailbox it goes to"),
    must("digest", sa.String(64), "sha256 of the message: what was claimed is what is sent"),
    must("carrier", sa.String, "outbox | sendgrid"),
    must("state", sa.String, "approved | sending | accepted | refused | unknown"),
    must("attempts", sa.Integer, "how often it was handed to the carrier"),
    may("claimed_at", Moment, "when it last became sending"),
    may("finished_at", Moment, "when its outcome was known"),
    may("reference", sa.String, "the carrier's id for it"),
    may("reason", sa.String, "why it was refused, or is unknown"),
    sa.UniqueConstraint("period", "agency_id", "kind", "recipient", name="one_letter_per_office"),
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
