"""The sample company without any model: people, weeks of adoption, cost plans. Pages and copies work at once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from rich.console import Console

from config.demo.company import found_company, owner_of
from config.demo.cost_plans import main_plan, worked_plans
from config.demo.results import print_accounts
from config.demo.story.choosing import share_the_base
from config.demo.story.people import people_of
from config.demo.story.telling import tell_history


class Command(BaseCommand):
    help = "Make the sample company without asking a model; what an evaluation would show stays unknown."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--language", choices=["ja", "en"], default="ja", help="of the table of accounts")

    def handle(self, *_args: Any, **options: Any) -> None:
        organization, accounts = found_company()
        print_accounts(Console(width=140), accounts, options["language"])
        user = owner_of(organization)
        is_new = tell_history(organization)
        _alone, base = worked_plans(organization, user)
        main_plan(organization, user)
        share_the_base(organization, people_of(organization), base)
        self.stdout.write(f"{organization.slug}: {'told' if is_new else 'told before'}")
