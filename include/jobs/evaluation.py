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
from include.jobs.basis import version as rulebook_of
from include.jobs.closing import list_contents
from include.jobs.deliveries import deliver_all, free_to_leave, raise_if_any
from include.jobs.drafts import Failures, addressed
from include.jobs.groups import LEADERSHIP
from include.jobs.letters import to_archive
from include.jobs.rules import rules_in_force
from include.jobs.scorecards import read_register
from include.rulebook.files import read_text, version
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

    now = datetime.now(UTC)
    with warehouse.connect(settings().warehouse_url) as connection, rules_in_force(connection) as (rules, folder):
        basis = Basis(exports.newest_export(connection, now) or now, now, rules, folder)
        keep_rulebook(connection, rules, folder)
        keep_criteria(connection, basis)
        evaluation = work_out(connection, period, asked, basis)
        letter = write_evaluation_letter(evaluation, settings().sample)
        if not archive.archive_letter(connection, to_archive(letter)):
            log.info("The evaluation of %s is on its way already and stays as it is.", period)
    return dict(Counter(agency.group for agency in evaluation.agencies))


def keep_criteria(connection: Connection, basis: Basis) -> None:
    """Keep the criteria beside the rulebook, under their own version: they change without it."""
    from include.gateways.warehouse import rulebooks

    name = f"criteria-{version(CRITERIA, folder=basis.folder)}.csv"
    rulebooks.keep(connection, rulebook_of(basis.rules), {name: read_text(basis.folder / CRITERIA)})


def work_out(connection: Connection, period: Period, asked: Period, basis: Basis) -> Evaluation:
    """The evaluation of these days as it follows from this basis."""
    from include.rulebook import criteria
    from include.sla import appraisal, evaluation, scorecards
    from include.sla.figures import in_force

    rules, agencies = basis.rules, read_register(period.last, basis.folder)
    look = look_back(*read_history(connection, basis), period, rules)
    look = appraisal.place(look, agencies["agency_id"], rules.coordinators["agency_id"])
    found = evaluate(list_all(agencies), look, period)
    own = found["agency_id"].isin(agencies["agency_id"])
    evidence = evaluation.judge(found[own], criteria.load(basis.folder))
    busy = found[["received", "counted", "verification_counted"]].any(axis=1)
    return appraisal.seal(
        appraisal.Evaluation(
            asked=asked,
            period=period,
            agencies=appraisal.assemble(found[own], evidence, evaluation.group(found[own], evidence)),
            elsewhere=tuple(scorecards.rows(found[~own & busy], list(evaluation.EVALUATIONS))),
            **sum_up(appraisal.as_one(look), period),
            coordinator_id=in_force(rules.coordinators, period)["agency_id"].iloc[0],
            known_at=basis.known_at,
            rulebook_version=rules.rulebook_version,
            calendar_version=rules.calendar_version,
            criteria_version=version(CRITERIA, folder=basis.folder),
        )
    )


def list_all(agencies: pd.DataFrame) -> pd.DataFrame:
    """`agency_id` and `agency_name` of these agencies, and after them of whoever else had a report."""
    import pandas as pd

    from include.sla.appraisal import ELSEWHERE

    others = pd.DataFrame({"agency_id": ELSEWHERE, "agency_name": ELSEWHERE}, dtype="str")
    return pd.concat([agencies[["agency_id", "agency_name"]], others], ignore_index=True)


def evaluate(agencies: pd.DataFrame, look: Look, period: Period) -> pd.DataFrame:
    """EVALUATIONS of these agencies, some of which may stand for others."""
    from include.sla import activity, evaluation
    from include.sla.appraisal import NOBODY

    known = activity.by_agency(agencies, look.tickets, look.events, look.standing, NOBODY, period)
    return evaluation.evaluate(known, look.standing, period)


def sum_up(everything: Look, period: Period) -> dict[str, Any]:
    """What an evaluation says of the whole regency."""
    import pandas as pd

    from include.sla import activity, evaluation, figures, scorecards
    from include.sla.appraisal import REGENCY
    from include.sla.tables import NATIONAL

    found = evaluate(pd.DataFrame({"agency_id": [REGENCY], "agency_name": [REGENCY]}), everything, period)
    intake = activity.received(everything.tickets, everything.events, period)
    clocks = everything.standing[everything.standing["policy"] == NATIONAL]
    return {
        "regency": scorecards.rows(found, list(evaluation.EVALUATIONS))[0],
        "articles": scorecards.unite(clocks["article"]),
        "unclassified": int(intake["unclassified"].sum()),
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
