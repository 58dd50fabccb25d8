"""Making organisations and members."""

import secrets
from dataclasses import dataclass

from django.db import transaction

from accounts.audit import record
from accounts.models import Membership, Organization, User
from accounts.roles import Role


@dataclass(frozen=True)
class NewMember:
    membership: Membership
    password: str | None  # shown once, only when the account was made now


@transaction.atomic
def add_member(
    organization: Organization, email: str, name: str, role: Role, title: str = "", by: User | None = None
) -> NewMember:
    """Give a person a role; a new account gets a random password that nobody else ever sees."""
    user = User.objects.filter(email__iexact=email).first()
    password = None
    if user is None:
        password = secrets.token_urlsafe(12)
        user = User.objects.create_user(email, password, name=name, title=title)
    membership, created = Membership.objects.get_or_create(
        user=user, organization=organization, defaults={"role": role}
    )
    if created:
        record(organization, by, "member.added", email, role=str(role))
    return NewMember(membership, password)
