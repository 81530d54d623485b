"""What LAPOR's API is called and how it answers, in one place: paths, headers, field names.

It has no public documentation; this is what one client in use was seen to ask and to get. What is not named here, the
texts and attachments among it, is left behind when an answer is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from pydantic import AliasPath, BaseModel, BeforeValidator, Field, ValidationError, model_validator

from include.gateways.lapor_api.values import Code, LaporId, Moment, Name, Rating, Status

AUTHORIZATION, TOKEN = "Authorization", "token"  # noqa: S105 - the names of headers
PAGE_SIZE = 1000


class Institution(BaseModel):
    """Fields that may be null must be there all the same, or a renamed one would pass for an empty one."""

    id: LaporId
    name: Name


Party = Annotated[Institution, BeforeValidator(lambda told: {"id": None, "name": None} if told is None else told)]


class Named(BaseModel):
    name: Status


class Change(BaseModel):
    """What a log line says of the status; neither is there when it did not change."""

    status_old: Named | None = None
    status_new: Named | None = None


def read_change(told: object) -> Change:
    """From JSON within JSON; without a change LAPOR puts anything there."""
    try:
        return Change.model_validate_json(told) if isinstance(told, str) else Change.model_validate(told)
    except ValidationError:
        return Change()


class Log(BaseModel):
    institution_from: Party
    institution_to: Party
    date: Moment | None = None
    created_at: Moment | None = None
    data: Annotated[Change, BeforeValidator(read_change)] = Field(default_factory=Change)

    @model_validator(mode="after")
    def check_moment(self) -> Log:
        if not (self.date or self.created_at):
            raise ValueError("neither date nor created_at")
        return self


class FollowUp(BaseModel):
    created_at: Moment
    institution_from_id: LaporId
    institution_from_name: Name
    institution_to_id: LaporId
    institution_to_name: Name
    template_code: Code
    rating: Rating = ""


class Complaint(BaseModel):
    status_name: Status = Field(validation_alias=AliasPath("results", "data", "status_name"))
    logs: list[Log] = Field(validation_alias=AliasPath("results", "data_logs"))


class FollowUps(BaseModel):
    entries: list[FollowUp] = Field(validation_alias=AliasPath("results", "data"))


class Institutions(BaseModel):
    entries: list[Institution] = Field(validation_alias=AliasPath("results", "data"))


Answer = TypeVar("Answer", bound=BaseModel)


@dataclass(frozen=True)
class Endpoint(Generic[Answer]):
    path: str
    answer: type[Answer]


COMPLAINT = Endpoint("complaints/{ticket_id}/complaint", Complaint)
FOLLOW_UPS = Endpoint("complaints/{ticket_id}/followups", FollowUps)
INSTITUTIONS = Endpoint(f"masters/institutions/external?page_size={PAGE_SIZE}", Institutions)
