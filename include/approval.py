"""The task that asks a person whether a week's letters may leave: it waits in Airflow's UI, and holds no worker."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import Context, Param, conf
from airflow.sdk.definitions.param import ParamsDict
from airflow.sdk.exceptions import AirflowFailException
from airflow.sdk.execution_time.hitl import HITLUser

from include.answers import CHOICES, SOME
from include.settings import settings
from include.sla.week import WIB, Week

UNANSWERED = "Nobody has answered in time, and none of these letters was sent. Trigger the week anew to ask again."


class Approval(HITLOperator):
    """Puts the week's letters before its approver and files the answer; an incomplete one is asked for again.

    Where approval is switched off, or no letter waits, it goes by at once. It fails when time runs out or the letters
    are rejected, so that nobody takes a week without letters for a good one.
    """

    template_fields = ("week",)

    def __init__(self, *, week: str, **kwargs: Any) -> None:
        super().__init__(**kwargs | {"subject": "-", "options": list(CHOICES), "params": form({})})
        self.week = week

    def execute(self, context: Context) -> Any:
        from include import jobs
        from include.mailroom import DoNotRetry

        week, run_id = Week.parse(self.week), context["run_id"]
        try:
            request = jobs.request_approval(week, run_id, f"{address()}/rapor/surat")
        except DoNotRetry as error:
            raise AirflowFailException(str(error)) from error
        if request is None:
            return {}
        self.subject, self.body, self.params = request.subject, request.body, form(request.agencies)
        self.assigned_users = assignees()
        self.response_timeout = timedelta(hours=settings().approval_hours)
        until = datetime.now(WIB) + self.response_timeout
        link = self.generate_link_to_ui_from_context(context=context, base_url=address())
        jobs.notify(self.week, "persetujuan", link, count=len(request.agencies), until=f"{until:%H.%M} WIB")
        return super().execute(context)

    def execute_complete(self, context: Context, event: dict[str, Any]) -> dict[str, int]:
        from include import jobs

        answer = super().execute_complete(context, event)
        said = answer["params_input"]
        try:
            return jobs.file_approval(
                Week.parse(self.week),
                context["run_id"],
                choice=answer["chosen_options"][0],
                without=said.get("without") or [],
                reason=said.get("reason") or "",
                actor=answer["responded_by_user"]["name"],
            )
        except jobs.Rejected as error:
            raise AirflowFailException(str(error)) from error

    def process_trigger_event_error(self, event: dict[str, Any]) -> None:
        from include import jobs

        if event["error_type"] == "timeout":
            jobs.notify(self.week, "lewat-persetujuan", address())
            raise AirflowFailException(UNANSWERED)
        super().process_trigger_event_error(event)


def assignees() -> list[HITLUser] | None:
    """Whom alone Airflow lets answer: it asks for ids, and those are names with its simple auth manager only.

    Elsewhere an answer by somebody else is not taken when it is filed.
    """
    simple = conf.get("core", "auth_manager").endswith("SimpleAuthManager")
    return [HITLUser(id=name, name=name) for name in settings().approvers if simple] or None


def form(agencies: dict[str, str]) -> ParamsDict:
    """What the approver may fill in: the agencies to leave out, and a reason."""
    without = Param(
        [],
        type=["array", "null"],
        items={"type": "string"},
        examples=list(agencies),
        values_display=agencies,
        title="Dikecualikan",
        source="task",
        description=f"Hanya untuk “{SOME}”.",
    )
    reason = Param(
        "",
        type=["string", "null"],
        source="task",
        title="Alasan",
        description="Wajib, kecuali bila semua disetujui. Tanpa nama orang.",
    )
    return ParamsDict({"without": without, "reason": reason})


def address() -> str:
    """Where the UI is."""
    return str(conf.get("api", "base_url", fallback="http://localhost:8080")).rstrip("/")
