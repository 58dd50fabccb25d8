"""A simulation in a real browser: asked for, watched, and there when it is done."""

import pytest
from django.urls import reverse

from tco.models import Simulation
from tco.simulations import run_simulation

pytestmark = pytest.mark.browser


def test_the_result_takes_the_place_of_the_progress(open_page, company, monkeypatch):
    monkeypatch.setattr("tco.simulations.send_to_worker", lambda task, pk: None)
    watched = open_page(width=390)
    watched.sign_in(company.owner.email)
    watched.open(reverse("tco:simulation_list", args=[company.organization.slug, company.plan.pk]))
    watched.page.select_option("#id_draws", "10000")
    watched.page.fill("#id_seed", "7")
    watched.page.click("#new button[type=submit]")
    watched.page.wait_for_selector("#simulation-state progress")
    Simulation.objects.update(draws=200)
    run_simulation(Simulation.objects.get().pk)
    watched.page.wait_for_selector("#outlook-title")
    watched.page.wait_for_selector("#spread .chart svg")
    assert watched.page.locator("#simulation-state").count() == 0
    assert watched.complaints == []


def test_the_break_even_of_two_chosen_assumptions_stands_in_the_address(open_page, company):
    watched = open_page()
    watched.sign_in(company.owner.email)
    watched.open(reverse("tco:break_even", args=[company.organization.slug, company.plan.pk]))
    watched.page.select_option("#id_x", "users")
    watched.page.select_option("#id_y", "fx_jpy_per_usd")
    watched.page.select_option("#id_other", "api")
    watched.page.select_option("#id_option", "onprem")
    watched.page.click("main form button[type=submit]")
    watched.page.wait_for_url(lambda url: "x=users" in url and "other=api" in url)
    assert watched.page.locator(".table-heat td[class*=heat-]").count() == 441
    assert watched.complaints == []
