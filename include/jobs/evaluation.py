"""A period is evaluated, and the leadership gets the letter: the weeks' rules, over any number of days."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from include import mailroom
from include.gateways import warehouse
from include.gateways.warehouse import archive
from include.gateways.warehouse.offices import list_valid
from include.jobs.basis import Basis, keep_rulebook, look_back, read_history
from include.jobs.closing import list_contents
from include.jobs.deliveries import deliver_all, free_to_leave, raise_if_any
from include.jobs.drafts import Failures, addressed
from include.jobs.groups import LEADERSHIP
from include.jobs.letters import to_archive
from include.jobs.rules import load_rules
from include.jobs.scorecards import read_register
from include.rulebook.files import FOLDER, version
from include.settings import settings
from include.sla.period import Period
from include.sla.week import WIB

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Connection

    from include.sla.appraisal import Evaluation
    from include.sla.differences import Look

CRITERIA = "criteria.csv"

log = logging.getLogger(__name__)


def write_evaluation(period: Period, asked: Period) -> dict[str, int]:
    """Evaluate these days of the period that was asked for, and archive the leadership's letter; returns the number of
    agencies by group.

    A letter that a delivery has claimed already stays as it is. Raises what `write_evaluation_letter` does.
    """
    from include.gateways.warehouse import exports
    from include.letters.evaluation_letter import write_evaluation_letter

    rules, now = load_rules(), datetime.now(UTC)
    with warehouse.connect(settings().warehouse_url) as connection:
        basis = Basis(exports.newest_export(connection, now) or now, now, rules, FOLDER)
        keep_rulebook(connection, rules)
        evaluation = work_out(connection, period, asked, basis)
        letter = write_evaluation_letter(evaluation, settings().sample)
        if not archive.archive_letter(connection, to_archive(letter)):
            log.info("The evaluation of %s is on its way already and stays as it is.", period)
    return dict(Counter(agency.group for agency in evaluation.agencies))


def work_out(connection: Connection, period: Period, asked: Period, basis: Basis) -> Evaluation:
    """The evaluation of these days as it follows from this basis."""
    from include.rulebook import criteria
    from include.sla import appraisal, evaluation
    from include.sla.figures import in_force

    rules, agencies = basis.rules, read_register(period.last, basis.folder)
    coordinator_id = in_force(rules.coordinators, period)["agency_id"].iloc[0]
    look = look_back(*read_history(connection, basis), period, rules)
    found = evaluation.evaluate(describe(agencies, look, coordinator_id, period), look.standing, period)
    evidence = evaluation.judge(found, criteria.load(basis.folder))
    return appraisal.seal(
        appraisal.Evaluation(
            asked=asked,
            period=period,
            agencies=appraisal.assemble(found, evidence, evaluation.group(found, evidence)),
            **sum_up(list(agencies["agency_id"]), look, period),
            coordinator_id=coordinator_id,
            known_at=basis.known_at,
            rulebook_version=rules.rulebook_version,
            calendar_version=rules.calendar_version,
            criteria_version=version(CRITERIA, folder=basis.folder),
        )
    )


def describe(agencies: pd.DataFrame, look: Look, coordinator_id: str, period: Period) -> pd.DataFrame:
    from include.sla import activity

    return activity.by_agency(agencies, look.tickets, look.events, look.standing, coordinator_id, period)


def sum_up(agency_ids: list[str], look: Look, period: Period) -> dict[str, Any]:
    """What an evaluation says of all these agencies together."""
    import pandas as pd

    from include.sla import evaluation, figures, scorecards
    from include.sla.appraisal import REGENCY, as_one
    from include.sla.differences import Look
    from include.sla.tables import NATIONAL

    ours = Look(*(as_one(frame, agency_ids) for frame in (look.tickets, look.events, look.standing)))
    known = describe(pd.DataFrame({"agency_id": [REGENCY], "agency_name": [REGENCY]}), ours, REGENCY, period)
    found = evaluation.evaluate(known, ours.standing, period)
    clocks = ours.standing[(ours.standing["agency_id"] == REGENCY) & (ours.standing["policy"] == NATIONAL)]
    return {
        "regency": scorecards.rows(found, list(evaluation.EVALUATIONS))[0],
        "articles": scorecards.unite(clocks["article"]),
        "unclassified": int(known["unclassified"].sum()),
        "clocks": len(clocks),
        "observed": int(figures.observed(clocks).sum()),
        "provisional": int(clocks["provisional"].sum()),
    }


def deliver_evaluation(period: Period) -> dict[str, int]:
    """Deliver the letter to each head of the leadership, once; returns their number by result.

    Raises as `deliveries.deliver`; DoNotRetry also when there is no letter.
    """
    failures: Failures = []
    today = datetime.now(WIB).date()
    with warehouse.connect(settings().warehouse_url) as connection:
        offices = list_valid(connection, today)
        letters = archive.read_letters(connection, str(period), [LEADERSHIP])
        if not letters:
            raise mailroom.DoNotRetry(f"There is no evaluation of {period} yet: see write_evaluation's log.")
        letters = free_to_leave(connection, period, letters, failures)
        results = deliver_all(connection, addressed(letters, offices, failures), failures)
        list_contents(connection, today)
    raise_if_any(failures)
    return results
