"""Give a person a role in a company from the command line: how the first owner gets in."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email, validate_slug
from django.db import transaction

from accounts.models import Organization
from accounts.roles import Role
from accounts.services import add_member


class Command(BaseCommand):
    help = "Add a member to a company; a new account's password is printed once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("company", help="short name in addresses, e.g. sample-seiki")
        parser.add_argument("email")
        parser.add_argument("--name", required=True)
        parser.add_argument("--title", default="")
        parser.add_argument("--role", choices=Role.values, default=Role.VIEWER)
        parser.add_argument("--create", metavar="NAME", help="make the company with this name")

    @transaction.atomic
    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            validate_slug(options["company"])
            validate_email(options["email"])
        except ValidationError as error:
            raise CommandError(f"{'; '.join(error.messages)} Nothing was added.") from error
        organization = self._organization(options["company"], options["create"])
        added = add_member(
            organization, options["email"], options["name"], Role(options["role"]), options["title"]
        )
        self.stdout.write(f"{added.membership}")
        if added.password:
            self.stdout.write(f"Password, shown only now: {added.password}")

    def _organization(self, slug: str, name: str | None) -> Organization:
        found = Organization.objects.filter(slug=slug).first()
        if found:
            return found
        if not name:
            raise CommandError(
                f"There is no company {slug}. Nothing was added. Add --create NAME to make it."
            )
        return Organization.objects.create(slug=slug, name=name)
