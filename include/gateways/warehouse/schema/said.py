"""What LAPOR said, file by file and call by call; only added to."""

from __future__ import annotations

import sqlalchemy as sa

from include.gateways.warehouse.schema.columns import Moment, key, may, must, table

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
    must("repaired", sa.Integer, "quarantined rows read from a later file", server_default="0"),
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
    sa.Index("snapshots_of_an_export", "digest"),
)

QUARANTINE = table(
    "quarantine",
    "A record that could not be read, with the reason.",
    key("source", sa.String(64), "digest of the file"),
    key("row", sa.Integer, "row in that file, counted from 1"),
    must("column", sa.String, "the column at fault"),
    must("ticket_id", sa.String, "Tracking ID as written, or empty"),
    must("reason", sa.String, "what is wrong, in Indonesian, without personal data"),
    must("cells", sa.Text, "the cells that may be kept, as JSON by column name", server_default="{}"),
    may("repaired_by", sa.String(64), "digest of the file that brought it mended; empty while it waits"),
)

TITLES = table(
    "titles",
    "What a report is about, as last said: for data staff alone, in no letter.",
    key("ticket_id", sa.String(10), "Tracking ID"),
    must("fetched_at", Moment, "when LAPOR said so"),
    must("title", sa.String, "Judul Laporan, its numbers, addresses and plates struck out"),
    must("text", sa.Text, "Isi Laporan, struck out likewise; empty unless the setting asks for it"),
)

ACTS = table(
    "acts",
    "One line of a ticket's history as LAPOR's API told it, append-only.",
    key("ticket_id", sa.String(10), "Tracking ID"),
    key("list", sa.String, "log | follow_up"),
    key("at", Moment, "when it happened, by LAPOR"),
    key("from_lapor_id", sa.String, "institution_from"),
    key("to_lapor_id", sa.String, "institution_to"),
    key("status_new", sa.String, "of a log that changed it"),
    key("template", sa.String, "template_code of a follow-up"),
    must("from_name", sa.String, "institution_from"),
    must("to_name", sa.String, "institution_to"),
    must("status_old", sa.String, "of a log that changed it"),
    must("rating", sa.String, "as written"),
    must("fetched_at", Moment, "when it was first heard of"),
)

CALLS = table(
    "calls",
    "One asking of LAPOR's API for the whole history of a ticket, append-only.",
    key("ticket_id", sa.String(10), "Tracking ID"),
    key("fetched_at", Moment, "when it was asked"),
    must("outcome", sa.String, "told | unknown (LAPOR has no such ticket) | forbidden | failed"),
    must("requests", sa.Integer, "how many requests it took"),
    sa.Index("calls_by_time", "fetched_at"),
)

RECAPS = table(
    "recaps",
    "One recap of the platform that came into the inbox.",
    key("digest", sa.String(64), "sha256 of the file's bytes"),
    must("name", sa.String, "file name when it came"),
    must("generated_at", Moment, "when LAPOR generated it"),
    may("since_on", sa.Date, "first day of receipt that it counts; empty for all"),
    may("until_on", sa.Date, "last day of receipt that it counts"),
    must("read_at", Moment, "when it was read"),
)

RECAP_LINES = table(
    "recap_lines",
    "One unit's line of a recap.",
    key("digest", sa.String(64), "of the recap"),
    key("row", sa.Integer, "row in that file, counted from 1"),
    must("agency_name", sa.String, "Unit Kerja"),
    must("unverified", sa.Integer, "Belum Terverifikasi"),
    must("waiting", sa.Integer, "Belum Ditindaklanjuti"),
    must("in_progress", sa.Integer, "Proses"),
    must("closed", sa.Integer, "Selesai"),
    must("total", sa.Integer, "Total"),
    may("follow_up_percent", sa.Float, "%TL"),
    may("mean_response_days", sa.Float, "RTL"),
    may("mean_resolution_days", sa.Float, "RHP"),
)
