"""Two servers with two databases and two secrets: what one exports by command, the other takes over as the same."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START = """
import django; django.setup()
import sys
from django.core.management import CommandError, call_command
from accounts.models import Organization
from accounts.roles import Role
from tests.conftest import member
call_command("migrate", "--run-syncdb", verbosity=0)
bundle = sys.argv[1]

def started(slug):
    organization = Organization.objects.create(slug=slug, name=slug)
    return organization, member(organization, Role.OWNER, "owner")

def tell_what_must_be_the_same():
    from accounts.audit import first_broken_entry
    from adoption.selectors import gate_reviews
    from handover.proofs import checked_hashes
    from tco.selectors import plan_results
    organization = Organization.objects.get(slug="kaisha")
    print("--- same")
    for one in checked_hashes(organization):
        print(one.name, one.stored, one.fits)
    for review in gate_reviews(organization.use_cases.get()):
        print("gate", review.gate.id, review.snapshot_sha256, [one.is_stale for one in review.decisions])
    for headline in plan_results(organization.cost_plans.get()).headlines:
        print(headline)
    assert first_broken_entry(organization) is None
"""
CONSULTANT = """
from tests.handover.company import fill
organization, owner = started("kaisha")
fill(organization, owner, "甲社")
call_command("organization", "export", "kaisha", bundle, "--by", owner.email)
tell_what_must_be_the_same()
"""
CLIENT = """
organization, owner = started("client")
take = ("organization", "import", bundle, "--owner", owner.email)
call_command(*take)
assert Organization.objects.count() == 1
call_command(*take, "--yes")
call_command(*take)
try:
    call_command("organization", "export", "kaisha", bundle, "--by", "owner@kaisha.example")
except CommandError as error:
    print(error)
tell_what_must_be_the_same()

from threading import Thread
from handover.consistent import one_moment
with one_moment():
    before = Organization.objects.count()
    writer = Thread(target=Organization.objects.create, kwargs={"slug": "meanwhile", "name": "meanwhile"})
    writer.start()
    writer.join()
    assert Organization.objects.count() == before, "an export must see one moment"
assert Organization.objects.count() == before + 1, "an export must hold nobody up"
"""


def on_a_server(folder: Path, script: str, bundle: Path) -> tuple[str, str]:
    """Run a script on a server of its own; return what it said before and after the mark."""
    folder.mkdir()
    environment = {
        **os.environ,
        "SHIRUBE_DATA": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "SHIRUBE_SECRET_KEY": f"the secret of nobody but the {folder.name}",
        "DJANGO_SETTINGS_MODULE": "tests.handover.bare_settings",
    }
    command = [sys.executable, "-c", START + script, str(bundle)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    said, _, same = done.stdout.partition("--- same\n")
    return said, same


def test_a_bundle_of_one_database_becomes_the_same_company_in_another(tmp_path):
    bundle = tmp_path / "bundle.zip"
    exported, there = on_a_server(tmp_path / "consultant", CONSULTANT, bundle)
    imported, here = on_a_server(tmp_path / "client", CLIENT, bundle)
    assert there == here
    assert here.count("True\n") == 8 and here.count("gate ") == 6 and "npv_jpy" in here
    assert here.count("[False]") == 1  # the decision still stands
    fingerprint = exported.split("fingerprint of this server: ")[1].strip()
    first, taken, again = imported.split("signed by ")[1:]
    assert first.startswith(f"{fingerprint} (NOT KNOWN here") and "Nothing was imported" in first
    assert "imported as kaisha; 8 hashes are the same" in taken
    assert again.startswith(f"{fingerprint} (known)")
    assert "There is no account owner@kaisha.example" in again
