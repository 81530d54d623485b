"""The bytes of each delivery, what an approver was shown of them, and what carriers told about them later."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from include.gateways.receipt import Receipt
from include.gateways.warehouse.inserts import INSERTS
from include.gateways.warehouse.schema import DELIVERIES, MESSAGES, PROPOSALS, RECEIPTS

Connection = sa.Connection

LONGEST_ID = 36  # of a delivery, as the schema has it


def keep_message(connection: Connection, delivery_id: str, digest: str, body: str) -> None:
    """Keep the body; the same again changes nothing."""
    row = {"delivery_id": delivery_id, "digest": digest, "body": body}
    with connection.begin():
        connection.execute(INSERTS[connection.dialect.name](MESSAGES).values(row).on_conflict_do_nothing())


def forget_message(connection: Connection, delivery_id: str, digest: str) -> None:
    """Drop what was drafted and never approved."""
    with connection.begin():
        connection.execute(sa.delete(MESSAGES).filter_by(delivery_id=delivery_id, digest=digest))


def read_message(connection: Connection, delivery_id: str, digest: str) -> str | None:
    """The body as it was drafted, or None where there is none: deliveries of old versions have none."""
    with connection.begin():
        query = sa.select(MESSAGES.c.body).filter_by(delivery_id=delivery_id, digest=digest)
        return connection.execute(query).scalar_one_or_none()


def keep_proposal(connection: Connection, run_id: str, shown: Iterable[tuple[str, str]], at: datetime) -> None:
    """Keep what this run shows its approver, delivery and digest, in the place of what it has shown before."""
    said = {"run_id": run_id, "shown_at": at}
    rows = [said | {"delivery_id": delivery_id, "digest": digest} for delivery_id, digest in shown]
    with connection.begin():
        connection.execute(sa.delete(PROPOSALS).filter_by(run_id=run_id))
        if rows:
            connection.execute(sa.insert(PROPOSALS), rows)


def read_proposal(connection: Connection, run_id: str) -> dict[str, str]:
    """The digest of each delivery that this run has shown."""
    with connection.begin():
        rows = connection.execute(sa.select(PROPOSALS).filter_by(run_id=run_id).order_by(PROPOSALS.c.delivery_id))
        return {row.delivery_id: row.digest for row in rows}


def list_shown(connection: Connection, since: datetime) -> set[str]:
    """The deliveries that an approver was shown since then, as they are now."""
    same = sa.and_(PROPOSALS.c.delivery_id == DELIVERIES.c.delivery_id, PROPOSALS.c.digest == DELIVERIES.c.digest)
    query = sa.select(DELIVERIES.c.delivery_id).join(PROPOSALS, same).where(PROPOSALS.c.shown_at >= since)
    with connection.begin():
        return set(connection.execute(query).scalars())


def list_waiting(connection: Connection, shown_by: datetime) -> list[tuple[str, int]]:
    """The periods with drafts that were shown to an approver by then and still wait, and how many each has."""
    same = sa.and_(PROPOSALS.c.delivery_id == DELIVERIES.c.delivery_id, PROPOSALS.c.digest == DELIVERIES.c.digest)
    query = (
        sa.select(DELIVERIES.c.period, sa.func.count(DELIVERIES.c.delivery_id.distinct()))
        .join(PROPOSALS, same)
        .where(DELIVERIES.c.state == "draft", PROPOSALS.c.shown_at <= shown_by)
        .group_by(DELIVERIES.c.period)
        .order_by(DELIVERIES.c.period)
    )
    with connection.begin():
        return [(period, number) for period, number in connection.execute(query)]


def keep_receipts(connection: Connection, receipts: Sequence[Receipt], at: datetime) -> int:
    """File each once, in one transaction; how many were new.

    In the order of their ids, or two who file the same ones would wait for each other on PostgreSQL.
    """
    insert = INSERTS[connection.dialect.name](RECEIPTS).on_conflict_do_nothing()
    insert = insert.execution_options(preserve_rowcount=True)
    rows = [write_row(one, at) for one in sorted(receipts, key=lambda one: one.receipt_id)]
    with connection.begin():
        return sum(connection.execute(insert, row).rowcount for row in rows)


def write_row(receipt: Receipt, at: datetime) -> dict[str, Any]:
    """As the table holds it: an id longer than ours are is of somebody else who sends through the same account."""
    ours = len(receipt.delivery_id) <= LONGEST_ID
    return vars(receipt) | {"delivery_id": receipt.delivery_id if ours else "", "filed_at": at}


def read_receipts(
    connection: Connection, delivery_id: str, recipient: str | None = None, filed_since: datetime | None = None
) -> list[Receipt]:
    """All that was told about this delivery, or about it at one mailbox, or since then; in the order it happened."""
    columns = [RECEIPTS.c[name] for name in Receipt.__dataclass_fields__]
    query = sa.select(*columns).filter_by(delivery_id=delivery_id).order_by(RECEIPTS.c.at, RECEIPTS.c.receipt_id)
    if recipient is not None:
        query = query.where(RECEIPTS.c.recipient == recipient)
    if filed_since is not None:
        query = query.where(RECEIPTS.c.filed_at >= filed_since)
    with connection.begin():
        return [Receipt(**row._mapping) for row in connection.execute(query)]
