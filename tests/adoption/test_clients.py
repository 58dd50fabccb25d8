"""A consultant sees all his companies side by side, and nothing of anybody else's."""

import pytest
from django.urls import reverse

from accounts.models import Membership
from accounts.roles import Role
from tests.adoption.companies import add_use_case
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db


def test_each_company_is_told_with_its_next_step(organization, other_organization, consultant):
    Membership.objects.create(user=consultant, organization=other_organization, role=Role.CONSULTANT)
    ours = add_use_case(organization)
    page = signed_in(consultant).get(reverse("client_list")).content.decode()
    assert organization.name in page
    assert other_organization.name in page
    assert f"/o/kaisha/use-cases/{ours.pk}/canvas/" in page
    assert "/o/tasha/evaluations/documents/" in page


def test_a_company_of_others_is_not_there(organization, other_organization, consultant):
    add_use_case(other_organization)
    page = signed_in(consultant).get(reverse("client_list")).content.decode()
    assert other_organization.name not in page
    assert "/o/tasha/" not in page


def test_nobody_sees_it_without_signing_in(anonymous_client):
    assert anonymous_client.get(reverse("client_list")).status_code == 302
