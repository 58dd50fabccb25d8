"""The sample company without any model: made by one command, the second time without a second row."""

import pytest
from django.core.management import call_command

from accounts.models import AuditEntry, Organization
from evaluations.models import Run


@pytest.mark.django_db
def test_the_command_makes_the_sample_once_and_shows_each_password_once(capsys):
    call_command("sample")
    first, entries = capsys.readouterr().out, AuditEntry.objects.count()
    call_command("sample")
    second = capsys.readouterr().out
    sample = Organization.objects.get(slug="sample-seiki")
    assert "president@sample-seiki.example" in first
    assert "president@sample-seiki.example" not in second
    assert AuditEntry.objects.count() == entries
    assert sample.cost_plans.count() == 3
    assert sample.use_cases.filter(plan_uses__isnull=False).count() == 3
    assert not Run.objects.exists()
