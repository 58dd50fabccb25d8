"""Evaluation pages in a real browser: keys, live progress, a chart, hostile text."""

import pytest
from django.urls import reverse

from evaluations.states import AnswerState, RunState

pytestmark = pytest.mark.browser


@pytest.fixture
def signed_in(open_page, company):
    watched = open_page()
    watched.sign_in(company.owner.email)
    return watched, company.organization, company.run


def test_j_and_k_walk_through_the_questions_but_not_while_typing(signed_in):
    watched, organization, run = signed_in
    watched.open(reverse("evaluations:answer_compare", args=[organization.slug, run.pk, 1]))
    watched.page.keyboard.press("j")
    watched.page.wait_for_url("**/questions/2/*")
    watched.page.keyboard.press("k")
    watched.page.wait_for_url("**/questions/1/*")
    watched.open(reverse("evaluations:run_list", args=[organization.slug]))
    watched.page.fill("[name=name]", "")
    watched.page.type("[name=name]", "jk")
    assert watched.page.input_value("[name=name]") == "jk"


def test_a_run_that_ends_stops_asking_and_shows_its_result(signed_in):
    watched, organization, run = signed_in
    run.state = RunState.ANSWERING
    run.save()
    watched.open(reverse("evaluations:run_detail", args=[organization.slug, run.pk]))
    assert watched.page.locator("#run-progress[hx-get]").count() == 1
    run.state = RunState.DONE
    run.save()
    watched.page.wait_for_selector("#run-progress:not([hx-get])", timeout=8_000)
    watched.page.wait_for_selector(".chart svg")
    assert watched.complaints == []


def test_progress_moves_without_reloading_the_page(signed_in):
    watched, organization, run = signed_in
    run.state = RunState.ANSWERING
    run.save()
    answers = run.run_candidates.first().answers
    answers.update(state=AnswerState.PENDING)
    watched.open(reverse("evaluations:run_detail", args=[organization.slug, run.pk]))
    bar = watched.page.locator("#run-progress progress").first
    assert bar.get_attribute("value") == "0"
    watched.page.evaluate("window.stayed = true")
    answers.update(state=AnswerState.DONE)
    watched.page.wait_for_selector("#run-progress progress[value='4']", timeout=8_000)
    assert watched.page.evaluate("window.stayed") is True


def test_a_judge_without_a_price_cannot_be_started_until_another_is_chosen(signed_in):
    from tests.evaluations.money.rows import vendor_candidate

    watched, organization, run = signed_in
    vendor = vendor_candidate(organization, origin="Mistral")
    local = run.run_candidates.first().candidate
    watched.open(reverse("evaluations:run_judges", args=[organization.slug, run.pk]))
    watched.page.select_option("[name=judge]", str(vendor.pk))
    watched.page.wait_for_selector("#judge-start:disabled")
    price = reverse("evaluations:money_candidate_price", args=[organization.slug, vendor.pk])
    assert watched.page.locator(f"#work-estimate a[href='{price}']").count() == 1
    watched.page.select_option("[name=judge]", str(local.pk))
    watched.page.wait_for_selector("#judge-start:enabled")
    assert watched.complaints == []


def test_the_chart_is_drawn_and_named_for_those_who_cannot_see_it(signed_in):
    watched, organization, run = signed_in
    watched.open(reverse("evaluations:run_detail", args=[organization.slug, run.pk]))
    watched.page.wait_for_selector(".chart svg")
    chart = watched.page.locator(".chart")
    assert chart.get_attribute("role") == "img"
    assert len(chart.get_attribute("aria-label")) > 10
    assert "SmolLM2-135M-Instruct" in chart.inner_text().replace("\n", "")


def test_hostile_text_of_models_files_and_names_runs_nothing(signed_in):
    watched, organization, run = signed_in
    attack = "<img src=x onerror=alert(1)><script>alert(2)</script>\"'></td>"
    run.run_candidates.first().answers.update(text=attack)
    run.documents.update(name=attack)
    run.name = attack
    run.save()
    for candidate in organization.candidates.all():
        candidate.name = attack
        candidate.save()
    watched.page.on("dialog", lambda dialog: watched.complaints.append(f"dialog {dialog.message}"))
    for name, args in (
        ("document_list", []),
        ("run_list", []),
        ("run_detail", [run.pk]),
        ("run_matrix", [run.pk]),
        ("answer_compare", [run.pk, 1]),
        ("candidate_list", []),
    ):
        watched.open(reverse(f"evaluations:{name}", args=[organization.slug, *args]))
        assert watched.page.locator("img[src=x]").count() == 0
    assert watched.complaints == []


def test_a_file_is_added_through_the_form(signed_in, tmp_path):
    watched, organization, _run = signed_in
    path = tmp_path / "手順書.txt"
    path.write_text("ボルトの締付トルクは 12 N·m とする。", encoding="utf-8")
    watched.open(reverse("evaluations:document_list", args=[organization.slug]))
    watched.page.set_input_files("[name=documents]", path)
    watched.page.click("#add button")
    watched.page.wait_for_load_state()
    assert "手順書.txt" in watched.page.inner_text("main")
    assert organization.documents.filter(name="手順書.txt").exists()
