"""Sizing from the page: what is asked, what is saved, what it does to the plan, and who may."""

import json
import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tco.assumptions import Status
from tco.models import SizingStudy
from tco.plan.shape import Kind, option_row
from tco.services import NewPlan, save_shape
from tests.tco.sizing.typed_studies import TABLE, gpu_check, typed

SPEED = "onprem_output_tokens_per_second_per_gpu"


@pytest.fixture
def new_address(organization, plan) -> str:
    return reverse("tco:sizing_create", args=[organization.slug, plan.pk])


@pytest.fixture
def study(owner_client, new_address) -> SizingStudy:
    owner_client.post(new_address, typed())
    return SizingStudy.objects.get()


def place(name: str, study: SizingStudy) -> str:
    return reverse(f"tco:{name}", args=["kaisha", study.plan_id, study.pk])


def upload(client, plan, content: bytes, follow=False):
    file = SimpleUploadedFile("gpu-check.json", content, content_type="application/json")
    return client.post(reverse("tco:sizing_points", args=["kaisha", plan.pk]), {"file": file}, follow=follow)


def main(response) -> str:
    page = response.content.decode()
    return page[page.index("<main") : page.index("</main>")]


def row(page: str, label: str) -> str:
    """The table row that a label leads, as words."""
    found = next(each for each in re.findall(r"<tr.*?</tr>", page, re.S) if label in each)
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


def test_the_form_starts_with_the_peak_and_the_tokens_of_the_plan(owner_client, new_address, plan):
    form = owner_client.get(new_address, {"option": "onprem"}).context["form"]
    values = {value.key: value.mode for value in plan.assumptions.all()}
    written, read, cached, peak = (
        float(form[name].value())
        for name in ("output_tokens", "input_tokens", "cached_tokens", "peak_requests_per_s")
    )
    assert written == pytest.approx(float(values["tokens_out_per_request"]), abs=0.1)
    assert read + cached == pytest.approx(float(values["tokens_in_per_request"]), abs=0.2)
    assert peak > 0
    growth = [float(one) for one in form["growth"].value().split()]
    assert (len(growth), max(growth)) == (5, 1.0)


def test_an_estimate_is_saved_with_its_chain_in_words_and_changes_nothing_in_the_plan(
    owner_client, new_address, plan
):
    response = owner_client.post(new_address, typed(), follow=True)
    study = SizingStudy.objects.get()
    page = main(response)
    assert (study.option, study.answer["basis"], study.name) == ("onprem", "uncalibrated", "本社RAGの見積")
    assert row(page, "GPU1枚のメモリ").split()[2:5] == ["80", "–", "GB"]
    assert "実測していません" in page
    assert row(page, "モデルの重み").split()[2] == "16.4"
    assert "仕様からの推定" in row(page, "1トークンの時間(TPOT)")
    plan.refresh_from_db()
    assert plan.revision == 1


def test_the_plan_is_shown_with_and_without_the_answer(owner_client, study):
    page = owner_client.get(place("sizing_detail", study))
    cost = page.context["cost"]
    assert set(cost) == {"now", "mode", "slow", "fast"}
    assert cost["fast"].gpus <= cost["mode"].gpus <= cost["slow"].gpus
    assert cost["mode"].headline.initial_jpy == pytest.approx(cost["mode"].cost_by_year[0])


def test_what_differs_from_the_plan_is_named_and_what_does_not_is_silent(owner_client, new_address, plan):
    form = owner_client.get(new_address, {"option": "onprem"}).context["form"]
    same = {name: form[name].value() for name in typed() if name in form.initial}
    same |= {"gpu": "h100-sxm", "model": "qwen3-8b", "ttft_s": "5"}
    for name, changes in (("同じ", {}), ("別", {"peak_requests_per_s": "3"})):
        owner_client.post(new_address, typed(**{**same, **changes, "name": name}))
    pages = [
        owner_client.get(place("sizing_detail", SizingStudy.objects.get(name=name)))
        for name in ("同じ", "別")
    ]
    assert [len(page.context["differences"]) for page in pages] == [0, 1]
    assert "最繁時の質問(件/秒): 3" in main(pages[1])


def test_applying_writes_speed_replica_and_spare_as_one_revision(owner_client, study, plan):
    response = owner_client.post(place("sizing_apply", study), {"revision": 1}, follow=True)
    plan.refresh_from_db()
    study.refresh_from_db()
    speed = plan.assumptions.get(key=SPEED)
    low, mode, high = study.answer["assumptions"][SPEED]
    assert (plan.revision, study.applied_revision) == (2, 2)
    assert (speed.low, speed.mode, speed.high) == tuple(Decimal(str(round(v, 4))) for v in (low, mode, high))
    assert (speed.status, "本社RAGの見積" in speed.source) == (Status.ASSUMPTION, True)
    assert plan.assumptions.get(key="onprem_gpus_per_replica").mode == 1
    assert plan.assumptions.get(key="onprem_spare_replicas").mode == 1
    assert "第2版" in response.content.decode()


def test_what_the_page_foretold_is_what_the_plan_calculates_afterwards(owner_client, study, plan):
    from tco.selectors import plan_results

    foretold = owner_client.get(place("sizing_detail", study)).context["cost"]["mode"].headline
    owner_client.post(place("sizing_apply", study), {"revision": 1})
    plan.refresh_from_db()
    found = plan_results(plan).headline("onprem")
    assert found.tco_jpy == foretold.tco_jpy
    assert found.npv_jpy == pytest.approx(foretold.npv_jpy, rel=1e-12)


def test_applying_twice_makes_one_revision_and_an_old_page_none(owner_client, study, plan):
    address = place("sizing_apply", study)
    assert owner_client.post(address, {"revision": 0}).status_code == 422
    owner_client.post(address, {"revision": 1})
    page = owner_client.post(address, {"revision": 2}, follow=True).content.decode()
    plan.refresh_from_db()
    assert plan.revision == 2
    assert "すでに" in page


def test_a_study_of_an_option_that_is_gone_is_refused_in_words(owner_client, study, plan, owner):
    kept = [row for row in plan.options if row["key"] != "onprem"]
    save_shape(plan, owner, NewPlan(plan.name, plan.starts_on, options=kept, uses=plan.uses), "", 1)
    assert owner_client.get(place("sizing_detail", study)).status_code == 200
    response = owner_client.post(place("sizing_apply", study), {"revision": 2})
    assert response.status_code == 422
    assert "いまの計画にありません" in main(response)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("peak_requests_per_s", "-3", "以上"),
        ("peak_requests_per_s", "nan", "数値"),
        ("output_tokens", "1000000000", "以下"),
        ("ttft_s", "0", "以上"),
        ("gpu", "", "GPUを選んでください"),
        ("gpu", "ascend-910b", "信頼できる値が見つかっていない"),
        ("growth", "0.5 -1", "0より大きく"),
        ("growth", "1 1 1 1 1 1 1 1", "1〜7個"),
        ("utilisation_percent", "120", "以下"),
        ("tpot_s", "0.0002", "目標を満たす構成がありません"),
        ("ttft_s", "0.004", "目標を満たす構成がありません"),
    ],
)
def test_a_wrong_value_is_said_at_its_field_and_nothing_is_saved(
    owner_client, new_address, field, value, sentence
):
    response = owner_client.post(new_address, typed(**{field: value}))
    errors = response.context["form"].errors
    assert (response.status_code, SizingStudy.objects.count()) == (422, 0)
    assert list(errors) == [field]
    assert sentence in str(errors)


def test_a_model_too_large_for_the_card_is_said_at_the_model(owner_client, new_address):
    response = owner_client.post(new_address, typed(gpu="l4", model="deepseek-v3"))
    assert list(response.context["form"].errors) == ["model"]
    assert "メモリに収まりません" in main(response)
    assert not SizingStudy.objects.exists()


def test_an_objective_out_of_reach_shows_what_was_tried(owner_client, new_address):
    response = owner_client.post(new_address, typed(tpot_s="0.001"))
    assert response.status_code == 422
    groups = response.context["tried"]
    assert [group.tensor_parallel for group in groups] == [1, 2, 4, 8]
    assert not any(group.met for group in groups)


def test_a_typed_table_is_taken_as_measured(owner_client, new_address, plan):
    owner_client.post(new_address, typed(ground="table", gpu="", model="", table=TABLE))
    study = SizingStudy.objects.get()
    owner_client.post(place("sizing_apply", study), {"revision": 1})
    assert study.answer["basis"] == "table"
    assert plan.assumptions.get(key=SPEED).status == Status.MEASURED
    page = main(owner_client.get(place("sizing_detail", study)))
    assert "実測の表" in page


@pytest.mark.parametrize(
    "table", ["", "8 0.2", "8 0.2 x", "8.5 0.2 0.01", "8 0.2 0.01\n8 0.3 0.01", "8 0.2 -1"]
)
def test_a_table_that_cannot_be_read_is_refused_with_its_line(owner_client, new_address, table):
    response = owner_client.post(new_address, typed(ground="table", table=table))
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["table"])


def test_a_gpu_check_calibrates_and_shows_its_error_at_every_point(owner_client, plan):
    form_page = upload(owner_client, plan, gpu_check(), follow=True)
    assert form_page.redirect_chain
    draft = SizingStudy.objects.get()
    assert (draft.answer, len(draft.points[0]["points"])) == ({}, 5)
    address = form_page.request["PATH_INFO"] + f"?from={draft.pk}"
    owner_client.post(address, typed(ground="calibrated", measured_set="0"))
    study = SizingStudy.objects.get()
    page = owner_client.get(place("sizing_detail", study))
    assert study.pk == draft.pk
    assert study.answer["basis"] == "calibrated"
    assert len(page.context["points"]) == 5
    assert max(abs(point.error) for point in page.context["points"]) < 0.05
    assert "実測5点で較正しました" in main(page)


def test_lengths_beyond_twice_the_measured_fall_back_to_an_estimate_and_say_so(owner_client, plan):
    address = upload(owner_client, plan, gpu_check())["Location"]
    owner_client.post(address, typed(ground="calibrated", measured_set="0", input_tokens="9000"))
    study = SizingStudy.objects.get()
    assert study.answer["basis"] == "uncalibrated"
    assert "2倍を超える" in main(owner_client.get(place("sizing_detail", study)))


def test_measured_speeds_can_be_taken_as_they_are(owner_client, plan):
    address = upload(owner_client, plan, gpu_check(engines=("static", "continuous")))["Location"]
    owner_client.post(address, typed(ground="measured", measured_set="1"))
    study = SizingStudy.objects.get()
    batches = [line["fleet"]["speed"]["batch"] for line in study.answer["tried"]]
    assert (study.answer["basis"], batches) == ("table", [1, 8, 32])


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"\xff\xfe\x00", gpu_check().replace(b"check/1", b"check/9")]
)
def test_any_other_file_is_refused_in_words(owner_client, plan, content):
    response = upload(owner_client, plan, content)
    assert response.status_code == 422
    assert response.context["form"].errors["file"]
    assert not SizingStudy.objects.exists()


def test_asking_again_starts_from_what_was_typed(owner_client, new_address, study):
    page = owner_client.get(new_address, {"from": study.pk})
    initial = {name: str(page.context["form"][name].value()) for name in typed() if name != "table"}
    assert float(initial["ttft_s"]) == 2
    assert (initial["gpu"], initial["growth"], initial["name"]) == ("h100-sxm", "0.5 0.8 1", "本社RAGの見積")
    owner_client.post(f"{new_address}?from={study.pk}", typed(name="二度目"))
    assert SizingStudy.objects.count() == 2


def test_a_study_can_be_deleted_and_points_lead_to_the_list(owner_client, plan, study):
    upload(owner_client, plan, gpu_check())
    draft = SizingStudy.objects.get(answer={})
    assert owner_client.get(place("sizing_detail", draft)).status_code == 302
    for one in (study, draft):
        owner_client.post(place("sizing_delete", one))
    assert not SizingStudy.objects.exists()


def test_a_viewer_reads_and_does_not_write(viewer_client, study, new_address):
    page = viewer_client.get(place("sizing_detail", study))
    assert (page.status_code, "<form" in main(page)) == (200, False)
    assert viewer_client.get(new_address).status_code == 403
    for name in ("sizing_apply", "sizing_opinion", "sizing_delete"):
        assert viewer_client.post(place(name, study), {"revision": 1}).status_code == 403


def test_nothing_of_another_company_is_found(outsider_client, study, new_address):
    assert outsider_client.get(place("sizing_detail", study)).status_code == 404
    assert outsider_client.get(new_address).status_code == 404


def test_a_study_is_found_under_its_own_plan_alone(owner_client, study, organization, owner):
    from tco.services import create_plan

    other = create_plan(organization, owner, NewPlan("別の計画", study.plan.starts_on), [], "")
    address = reverse("tco:sizing_detail", args=["kaisha", other.pk, study.pk])
    assert owner_client.get(address).status_code == 404
    new = reverse("tco:sizing_create", args=["kaisha", other.pk])
    assert owner_client.get(new, {"from": study.pk}).status_code == 404


def test_a_plan_without_assumptions_can_be_sized_all_the_same(owner_client, organization, owner, plan):
    from tco.services import create_plan

    empty = create_plan(organization, owner, NewPlan("空の計画", plan.starts_on), [], "")
    address = reverse("tco:sizing_create", args=["kaisha", empty.pk])
    assert owner_client.get(address).status_code == 200
    page = main(owner_client.post(address, typed(), follow=True))
    assert "費用は計算できません" in page


def test_a_speed_that_the_plan_does_not_accept_is_shown_but_not_applied(owner_client, new_address, plan):
    slow = typed(ground="table", table="1 3000 50", ttft_s="3600", tpot_s="60", peak_requests_per_s="1000000")
    owner_client.post(new_address, slow)
    study = SizingStudy.objects.get()
    assert "費用は計算できません" in main(owner_client.get(place("sizing_detail", study)))
    assert owner_client.post(place("sizing_apply", study), {"revision": 1}).status_code == 422
    plan.refresh_from_db()
    assert plan.revision == 1


def test_more_points_than_can_be_fitted_are_refused(owner_client, plan):
    report = json.loads(gpu_check())
    report["points"] = [{**report["points"][0], "batch_size": 1 + n} for n in range(101)]
    address = upload(owner_client, plan, json.dumps(report).encode())["Location"]
    response = owner_client.post(address, typed(ground="calibrated", measured_set="0"))
    assert list(response.context["form"].errors) == ["measured_set"]
    assert SizingStudy.objects.get().answer == {}


class TestSecondOpinion:
    """aiconfigurator stands beside our figures, or the page says in words why it does not."""

    def test_without_the_program_the_page_says_so(self, owner_client, study, monkeypatch):
        assert "導入されていません" in main(owner_client.get(place("sizing_detail", study)))
        owner_client.post(place("sizing_opinion", study))
        study.refresh_from_db()
        assert study.second_opinion == {}

    def test_an_answer_is_shown_beside_ours(self, owner_client, study, tmp_path, monkeypatch):
        from tco.sizing_services import answer_opinion

        program = tmp_path / "aic"
        said = (
            "TTFT: 41.50 ms",
            "TPOT: 9.75 ms",
            "tokens/s/gpu: 812.00",
            "Memory (GPU): 40.00 GB",
            "Backend: vllm",
        )
        lines = "".join(f"echo '  {line}'\n" for line in said)
        program.write_text(f"#!/bin/sh\n{lines}", encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setenv("SHIRUBE_AICONFIGURATOR", str(program))
        owner_client.post(place("sizing_opinion", study))
        assert "2分ほど" in main(owner_client.get(place("sizing_detail", study)))
        answer_opinion(study.pk)
        page = main(owner_client.get(place("sizing_detail", study)))
        assert row(page, "1トークン、ミリ秒").endswith("9.75")
        program.unlink()
        answer_opinion(study.pk)
        study.refresh_from_db()
        assert study.second_opinion["state"] == "given"

    def test_a_failure_is_kept_as_a_sentence(self, owner_client, study, monkeypatch):
        from tco.sizing_services import answer_opinion

        monkeypatch.setenv("SHIRUBE_AICONFIGURATOR", "/nowhere/aiconfigurator")
        owner_client.post(place("sizing_opinion", study))
        answer_opinion(study.pk)
        assert "実行できるファイルがありません" in main(owner_client.get(place("sizing_detail", study)))


class TestBase:
    """How many machines a hybrid should own."""

    @pytest.fixture
    def hybrid(self, plan, owner):
        """The plan with a hybrid option that takes its figures from the API and the servers of the plan."""
        options = [*plan.options, option_row("hybrid", Kind.HYBRID)]
        new = NewPlan(plan.name, plan.starts_on, plan.years, 4, options, plan.uses)
        save_shape(plan, owner, new, "", plan.revision)
        _fill(plan, owner)
        return reverse("tco:sizing_base", args=["kaisha", plan.pk, "hybrid"])

    def test_more_machines_never_let_more_flow_over_and_one_is_the_cheapest(self, owner_client, hybrid):
        found = owner_client.get(hybrid).context["bases"]
        shares = [one.overflow_share for one in found]
        assert shares == sorted(shares, reverse=True)
        assert [one.is_best for one in found].count(True) == 1
        assert min(found, key=lambda one: one.tco_pv_jpy).is_best

    def test_each_number_is_what_the_plan_says_with_it(self, owner_client, hybrid, plan):
        from tco.selectors import plan_results

        third = owner_client.get(hybrid).context["bases"][2]
        plan.refresh_from_db()
        found = plan_results(plan, draft={"hybrid_base_servers": Decimal(3)}).headline("hybrid")
        assert third.tco_pv_jpy == pytest.approx(found.tco_pv_jpy, rel=1e-9)

    def test_a_number_is_taken_over_as_a_revision(self, owner_client, hybrid, plan):
        plan.refresh_from_db()
        before = plan.revision
        owner_client.post(hybrid, {"servers": "4", "revision": before})
        plan.refresh_from_db()
        assert plan.revision == before + 1
        assert plan.assumptions.get(key="hybrid_base_servers").mode == 4
        assert owner_client.post(hybrid, {"servers": "5", "revision": before}).status_code == 422
        assert owner_client.post(hybrid, {"servers": "0", "revision": plan.revision}).status_code == 422

    def test_other_options_have_no_base_and_viewers_do_not_write(self, owner_client, viewer_client, hybrid):
        assert owner_client.get(hybrid.replace("/hybrid/", "/onprem/")).status_code == 302
        assert viewer_client.get(hybrid).status_code == 200
        assert viewer_client.post(hybrid, {"servers": "4", "revision": 1}).status_code == 403

    def test_a_plan_that_lacks_values_says_which(self, owner_client, hybrid, plan):
        plan.assumptions.filter(key="hybrid_server_price_jpy").delete()
        page = main(owner_client.get(hybrid))
        assert "サーバー価格" in page


def _fill(plan, owner) -> None:
    """Give the hybrid what the API and the servers of the plan have, and one machine."""
    from dataclasses import replace

    from tco.plan.model import plan_model
    from tco.selectors import assumptions_of
    from tco.services import save_assumptions

    plan.refresh_from_db()
    known = {value.key: value for value in assumptions_of(plan)}
    keys = [
        key for key in plan_model(plan.shape).input_by_key if key.startswith("hybrid_") and key not in known
    ]
    found = []
    for key in keys:
        name = key.removeprefix("hybrid_")
        like = known.get(f"onprem_{name}") or known.get(f"api_{name}") or known["onprem_spare_replicas"]
        found.append(replace(like, key=key))
    save_assumptions(plan, owner, found, "ハイブリッド", plan.revision)
