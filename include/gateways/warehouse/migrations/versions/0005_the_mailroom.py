"""the mailroom: drafts and approvals, the bytes of each message, receipts, who moved a delivery"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BEFORE = ("approved", "sending", "accepted", "refused", "unknown")
AFTER = ("draft", *BEFORE, "delivered", "bounced", "suppressed", "cancelled")
COMMENTS = {
    "kind": "rapor | ikhtisar | pengingat | evaluasi | …",
    "recipient": "office mailbox it is for",
    "digest": "sha256 of the message: what was approved is what is sent",
    "carrier": "outbox | redirect | sendgrid",
    "state": "draft | approved | sending | accepted | delivered | …",
    "reason": "why it was refused, is unknown, bounced, is suppressed or was cancelled",
}


def upgrade() -> None:
    know_states(AFTER)
    with op.batch_alter_table("deliveries") as deliveries:
        for name, comment in COMMENTS.items():
            deliveries.alter_column(name, comment=comment)
        reopened = "when a person let it go again: receipts of before say nothing about it"
        deliveries.add_column(sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True, comment=reopened))
    with op.batch_alter_table("delivery_moves") as moves:
        actor = "who: rapor, sendgrid, or the user's name in Airflow"
        moves.add_column(sa.Column("actor", sa.String(), server_default="rapor", nullable=False, comment=actor))
    op.create_table(
        "messages",
        sa.Column("delivery_id", sa.String(length=36), nullable=False, comment="the delivery"),
        sa.Column("digest", sa.String(length=64), nullable=False, comment="sha256 of the body"),
        sa.Column("body", sa.Text(), nullable=False, comment="canonical JSON of one Mail Send request"),
        sa.PrimaryKeyConstraint("delivery_id", "digest"),
        comment="The bytes of a delivery, as they are sent; kept from its approval on.",
    )
    op.create_table(
        "proposals",
        sa.Column("run_id", sa.String(), nullable=False, comment="run of the DAG that asked"),
        sa.Column("delivery_id", sa.String(length=36), nullable=False, comment="a delivery on the list"),
        sa.Column("digest", sa.String(length=64), nullable=False, comment="of its message, as shown"),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=False, comment="when"),
        sa.PrimaryKeyConstraint("run_id", "delivery_id"),
        comment="What an approver was shown: only that can be approved.",
    )
    receive()


def receive() -> None:
    events = "processed | deferred | delivered | bounce | blocked | dropped | …"
    op.create_table(
        "receipts",
        sa.Column("receipt_id", sa.String(), nullable=False, comment="sg_event_id"),
        sa.Column("delivery_id", sa.String(length=36), nullable=False, comment="as told; empty where none was"),
        sa.Column("event", sa.String(), nullable=False, comment=events),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="when it happened"),
        sa.Column("recipient", sa.String(), nullable=False, comment="mailbox it is about"),
        sa.Column("reference", sa.String(), nullable=False, comment="the carrier's id of the message"),
        sa.Column("reason", sa.String(), nullable=False, comment="in the carrier's words, without mailboxes"),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False, comment="when it reached us"),
        sa.PrimaryKeyConstraint("receipt_id"),
        comment=(
            "What the carrier told about a message later; append-only, once per event, whether its delivery is known "
            "or not."
        ),
    )
    op.create_index("ix_receipts_delivery_id", "receipts", ["delivery_id"])


def downgrade() -> None:
    for name in ("receipts", "proposals", "messages"):
        op.drop_table(name)
    with op.batch_alter_table("delivery_moves") as moves:
        moves.drop_column("actor")
    for state, before in {
        "draft": "approved", "cancelled": "unknown", "suppressed": "refused", "delivered": "accepted",
        "bounced": "accepted",
    }.items():  # fmt: skip
        op.execute(
            sa.text("update deliveries set state = :before where state = :state").bindparams(before=before, state=state)
        )
    with op.batch_alter_table("deliveries") as deliveries:
        deliveries.drop_column("reopened_at")
    know_states(BEFORE)


def know_states(states: tuple[str, ...]) -> None:
    with op.batch_alter_table("deliveries") as deliveries:
        deliveries.drop_constraint("known_state", type_="check")
    with op.batch_alter_table("deliveries") as deliveries:
        named = ", ".join(f"'{state}'" for state in states)
        deliveries.create_check_constraint("known_state", f"state in ({named})")
