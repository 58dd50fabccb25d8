"""Hand over a company from the command line: to a file, and from a file that another server made."""

import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError

from accounts.models import Organization, User
from handover.errors import BundleRefused
from handover.models import Bundle
from handover.services import confirm_import, receive_upload, request_export
from handover.signing import own_fingerprint
from handover.states import BundleState
from handover.working import work_on_bundle


class Command(BaseCommand):
    help = "Export a company to a signed bundle, or import one as a new company."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        export = actions.add_parser("export", help="write a bundle")
        export.add_argument("company", help="short name in addresses, e.g. sample-seiki")
        export.add_argument("file", type=Path)
        export.add_argument("--by", required=True, metavar="EMAIL", help="the owner who exports")
        take = actions.add_parser("import", help="read a bundle; without --yes only show what it says")
        take.add_argument("file", type=Path)
        take.add_argument("--owner", required=True, metavar="EMAIL", help="who will own the new company")
        take.add_argument("--yes", action="store_true", help="take it over; the fingerprint was compared")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            (self._export if options["action"] == "export" else self._import)(options)
        except BundleRefused as refusal:
            raise CommandError(refusal.message.en) from refusal
        except OSError as error:
            raise CommandError(f"{error}. Nothing was changed.") from error

    def _export(self, options: dict[str, Any]) -> None:
        organization = Organization.objects.filter(slug=options["company"]).first()
        by = _person(options["by"])
        if (
            organization is None
            or not by.memberships.filter(organization=organization, role="owner").exists()
        ):
            raise CommandError(f"{options['by']} owns no company {options['company']}. Nothing was exported.")
        if options["file"].exists():
            raise CommandError(f"{options['file']} is there already. Nothing was exported.")
        bundle = _done(request_export(organization, by, wake=False))
        shutil.copyfile(bundle.file.path, options["file"])
        default_storage.delete(str(bundle.file.name))
        Bundle.objects.filter(pk=bundle.pk).update(file="")
        self.stdout.write(f"{options['file']}: {sum(bundle.summary['rows'].values())} rows")
        self.stdout.write(f"sha256 {bundle.sha256}\nfingerprint of this server: {own_fingerprint()}")

    def _import(self, options: dict[str, Any]) -> None:
        owner = _person(options["owner"])
        with options["file"].open("rb") as file:
            bundle = receive_upload(None, owner, options["file"].name, file)
        said = bundle.summary
        self.stdout.write(f"{said['name']} ({said['slug']}), exported {said['made_at']} by {said['made_by']}")
        self.stdout.write(
            f"{sum(said['rows'].values())} rows, {said['files']} files, {said['hashes']} hashes"
        )
        known = "known" if bundle.is_known_key else "NOT KNOWN here: compare it with the sender"
        self.stdout.write(f"signed by {bundle.fingerprint} ({known})")
        if not options["yes"]:
            default_storage.delete(str(bundle.file.name))
            Bundle.objects.filter(pk=bundle.pk).update(state=BundleState.DROPPED, file="")
            self.stdout.write("Nothing was imported. Add --yes to take it over.")
            return
        confirm_import(bundle, owner, has_compared=True, wake=False)
        done = _done(bundle)
        self.stdout.write(f"imported as {done.outcome['slug']}; {done.outcome['hashes']} hashes are the same")


def _person(email: str) -> User:
    found = User.objects.filter(email__iexact=email, is_active=True).first()
    if found is None:
        raise CommandError(f"There is no account {email}. Nothing was changed. Make it with add_member.")
    return found


def _done(bundle: Bundle) -> Bundle:
    """Do the work in this process, as a worker would."""
    work_on_bundle(bundle.pk)
    bundle.refresh_from_db()
    if bundle.state != BundleState.READY:
        raise CommandError(bundle.failure["en"] if bundle.failure else "A worker is at it already.")
    return bundle
