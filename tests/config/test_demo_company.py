"""The sample's candidates have model, host and supplier, its prices a source, and its run a verdict."""

from datetime import date

import pytest

from adoption.services.use_cases import create_use_case
from config.demo.candidates import API_KEY, CLOUD, GENERATORS, add_candidates
from config.demo.company import FOLDER, USE_CASE, add_test_set, found_company, owner_of
from config.demo.line import CAP_JPY, MARGIN
from config.demo.money import enter_prices
from config.demo.results import headline_lines
from evaluations.models import Candidate, SendingRule
from evaluations.sending.policy import CLASSES, THIS_MACHINE, destination_of
from evaluations.services.estimating import Plan, estimate_run
from evaluations.services.opening import snapshot_of
from evaluations.services.policy import Gatekeeper, Material
from evaluations.services.pricing import ByCompute, ByTokens, pricing_of
from evaluations.statistics.planning import questions_for_margin, smallest_margin
from tco.assumptions import load_assumptions
from tco.services import NewPlan, create_plan
from tests.evaluations.finished_run import add_finished_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    organization, _accounts = found_company()
    return organization


@pytest.fixture
def user(company):
    return owner_of(company)


@pytest.fixture
def candidates(company, user):
    found = list(add_candidates(company, user))
    enter_prices(company, user, found[-1], FOLDER / "assumptions.yaml")
    return found


def test_every_candidate_names_its_model_its_host_and_who_runs_it(candidates):
    assert [one.key for one in candidates] == [*(key.replace(".", "-") for key in GENERATORS), API_KEY]
    assert all(one.model_card and one.host and one.supplier for one in candidates)
    assert {one.host.kind for one in candidates} == {THIS_MACHINE}
    assert [one.host.address == "" for one in candidates] == [True, True, False]


def test_starting_again_adds_nothing(company, user, candidates):
    before = [one.pk for one in candidates]
    again = list(add_candidates(company, user))
    enter_prices(company, user, again[-1], FOLDER / "assumptions.yaml")
    assert [one.pk for one in again] == before
    assert again[-1].prices.count() == company.exchange_rates.count() == company.compute_rates.count() == 1
    assert (company.hosts.count(), company.suppliers.count(), company.model_cards.count()) == (3, 1, 2)


def test_an_allowance_that_was_taken_back_stays_so(company, user, candidates):
    SendingRule.objects.all().delete()
    add_candidates(company, user)
    assert not SendingRule.objects.exists()


def test_a_candidate_of_an_older_demo_gets_its_records(company, user):
    older = Candidate.objects.create(
        organization=company,
        key=API_KEY,
        name="前のデモの代役",
        provider="openai_compatible",
        openness="open",
        base_url="http://127.0.0.1:8081/v1",
        model_name="m",
    )
    add_candidates(company, user)
    older.refresh_from_db()
    assert (older.name, older.host.address) == ("前のデモの代役", "127.0.0.1:8081")
    assert older.model_card and older.supplier


def test_the_stand_in_costs_what_the_api_of_the_cost_plan_costs_and_this_machine_costs_by_the_hour(
    company, candidates
):
    planned = {one.key: one.mode for one in load_assumptions(FOLDER / "assumptions.yaml")}
    pricing = [pricing_of(company.pk, snapshot_of(one)) for one in candidates]
    assert isinstance(pricing[0], ByCompute) and isinstance(pricing[1], ByCompute)
    assert isinstance(pricing[2], ByTokens)
    assert pricing[2].price.output_per_million == planned["api_usd_per_mtok_out"]
    assert pricing[2].jpy_per_unit == planned["fx_jpy_per_usd"]
    assert all("サンプルの仮定" in one.basis["source"] for one in pricing)


def test_the_cap_holds_the_dearest_call_many_times_over(company, user, candidates):
    test_set = add_test_set(company, user)
    found = estimate_run(company, test_set, candidates, Plan(350, cap_microyen=CAP_JPY * 1_000_000))
    assert found.blocks == () and found.warnings == ()
    assert 0 < found.paid.high < CAP_JPY * 1_000_000
    assert found.room_microyen == CAP_JPY * 1_000_000


def test_the_margin_is_one_that_so_many_questions_can_show(company, user):
    n = add_test_set(company, user).items.count()
    assert n == 68
    least = smallest_margin(n)
    assert least is not None
    assert round(least, 3) == 0.135
    assert float(MARGIN) > least
    assert questions_for_margin(0.05) == 495


def test_no_document_of_the_sample_may_go_to_the_cloud_but_public_ones(company, user, candidates):
    host = company.hosts.get(address=CLOUD.address)
    assert [rule.confidentiality for rule in host.rules.all()] == ["public"]
    cloud = {**snapshot_of(candidates[-1]), "base_url": f"https://{CLOUD.address}/v1"}
    assert not destination_of(cloud["provider"], cloud["base_url"]).is_this_machine
    materials = {}
    for number, confidentiality in enumerate(CLASSES):
        facts = {"name": confidentiality, "sha256": str(number), "confidentiality": confidentiality}
        one = company.documents.create(size_bytes=1, **facts)
        materials[number] = Material((one.pk,))
    assert set(Gatekeeper(company.pk, cloud).refusals(materials)) == {1, 2, 3}


def test_the_table_of_the_demo_tells_cost_cap_and_verdict(organization, owner, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    run = add_finished_run(organization, owner)
    run.cap_microyen, run.spent_microyen = 100_000_000, 13_400_000
    run.save()
    new = NewPlan("計画", date(2027, 4, 1))
    plan = create_plan(organization, owner, new, load_assumptions(FOLDER / "assumptions.yaml"), "初版")
    lines = {
        line.name.ja: line.value
        for line in headline_lines(run, plan, create_use_case(organization, USE_CASE, owner))
    }
    assert lines["上限額に計上した費用"].ja == "13.4円(上限額 100円)"
    assert "1問あたり 不明" in {value.ja for value in lines.values()}
    assert lines["評価の結論"].en.startswith("This run began without a margin")
