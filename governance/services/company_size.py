"""Entering the size of the company."""

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import Organization, User
from governance.errors import GovernanceRefused
from governance.models import CompanySize
from language.text import Text

IN_FUTURE = Text(
    "時点が未来の日付です。何も保存していません。今日までの日付を入力してください。",
    "The figures cannot be of a future day. Nothing was saved. Enter a day up to today.",
)


@dataclass(frozen=True)
class SizeDraft:
    """Staff and capital; None is not known."""

    employees: int | None
    capital_jpy: int | None
    industry: str
    as_of: date
    source_text: str


@transaction.atomic
def enter_size(organization: Organization, draft: SizeDraft, by: User) -> CompanySize:
    """Add a row; the ones before stay."""
    if draft.as_of > timezone.localdate():
        raise GovernanceRefused(IN_FUTURE)
    row = CompanySize.objects.create(
        organization=organization, entered_by=by, entered_by_name=str(by), **asdict(draft)
    )
    record(organization, by, "company_size.entered", organization.slug, **asdict(draft))
    return row
