"""Making and describing use cases."""

from dataclasses import asdict, dataclass

from django.db import transaction

from accounts.audit import record
from accounts.models import Organization, User
from adoption.models import UseCase
from governance.models import AiSystem


@dataclass(frozen=True)
class UseCaseDraft:
    """What people write about a use case."""

    name: str
    name_en: str = ""
    description: str = ""
    owner_name: str = ""
    library_id: str = ""


@transaction.atomic
def create_use_case(organization: Organization, draft: UseCaseDraft, by: User | None) -> UseCase:
    system = AiSystem.objects.create(organization=organization, name=draft.name, name_en=draft.name_en)
    use_case = UseCase.objects.create(
        organization=organization, created_by=by, system=system, **asdict(draft)
    )
    record(organization, by, "use_case.created", use_case.name, library_id=draft.library_id)
    return use_case


@transaction.atomic
def update_use_case(use_case: UseCase, draft: UseCaseDraft, by: User) -> UseCase:
    changed = [name for name, value in asdict(draft).items() if getattr(use_case, name) != value]
    for name in changed:
        setattr(use_case, name, getattr(draft, name))
    if changed:
        use_case.save(update_fields=changed)
        AiSystem.objects.filter(use_case=use_case).update(name=use_case.name, name_en=use_case.name_en)
        record(use_case.organization, by, "use_case.changed", use_case.name, fields=changed)
    return use_case
