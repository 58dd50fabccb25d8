"""Records, policy, concentration, exits and documents as the gates see them: unknown stays unknown."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from governance.errors import GovernanceRefused
from governance.gate_facts import governance_facts
from governance.models import ModelRecord, OriginRule, VendorEvent
from governance.services.documents import (
    Approval,
    approve_document,
    first_text,
    is_approved,
    newest,
    save_document,
    state_of,
)
from governance.services.exits import start_drill
from governance.services.questionnaires import AnswerDraft, save_answer
from governance.services.vendors import approve_origin, review_change, save_row
from governance.vendor_records import check_of, concentrations, open_changes, openness_score, sections_of
from tests.governance.vendors.records import (
    TODAY,
    add_plan,
    add_rule,
    add_use,
    answer_all,
    hold_drill,
    tolerate,
)

pytestmark = pytest.mark.django_db
OURS = (
    ("vendor", "selected"),
    ("ev", "exit_plan"),
    ("ev", "portability"),
    ("ev", "model_changes"),
    ("doc", "dependency_statement"),
    ("doc", "partner_scope"),
    ("kpi", "K-R-11"),
    ("kpi", "K-R-12"),
)
NEXT_YEAR = Approval("山田 社長", "代表取締役", timezone.localdate() + timedelta(days=365))


@pytest.fixture
def use(organization, owner):
    return add_use(organization, owner)


def facts(use):
    return governance_facts(use.organization, use.system)


def allow(organization, owner, origin="needs_approval"):
    add_rule(organization, owner, "origin", "CN", origin)
    add_rule(organization, owner, "host", "JP", "allowed")
    add_rule(organization, owner, "host", "US", "allowed")


def test_a_company_without_records_gives_the_gates_nothing(organization):
    known = governance_facts(organization, None)
    for name in OURS:
        assert name not in known


def test_a_use_without_rules_is_undecided_and_one_without_a_host_unknown(organization, owner, use):
    assert check_of(use).verdict == "undecided"
    use.host = None
    save_row(use, owner)
    assert check_of(use).verdict == "unknown"


def test_an_approval_holds_only_for_the_countries_it_was_given_for(organization, owner, use):
    allow(organization, owner)
    approve_origin(use, "山田", "隔離した環境で使うため", owner)
    assert check_of(use).verdict == "allowed"
    use.host.operators_location = "JP"
    save_row(use.host, owner)
    assert check_of(use).verdict == "needs_approval"


def test_an_approval_never_overrules_a_prohibition(organization, owner, use):
    allow(organization, owner, origin="not_allowed")
    with pytest.raises(GovernanceRefused):
        approve_origin(use, "山田", "どうしても使いたい", owner)
    assert not use.origin_approvals.exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"origin_country": "CHINA"},
        {"weights_sha256": "abc"},
        {"released_on": date(2026, 5, 1), "retired_on": date(2025, 5, 1)},
    ],
)
def test_a_record_that_contradicts_itself_is_refused(organization, owner, changed):
    with pytest.raises(GovernanceRefused):
        save_row(ModelRecord(organization=organization, name="X", **changed), owner)
    assert not ModelRecord.objects.exists()


def test_a_second_record_or_rule_of_the_same_name_is_refused(organization, owner, use):
    with pytest.raises(GovernanceRefused):
        save_row(ModelRecord(organization=organization, name=use.model.name), owner)
    add_rule(organization, owner, "origin", "CN", "allowed")
    with pytest.raises(GovernanceRefused):
        add_rule(organization, owner, "origin", "CN", "not_allowed")
    assert OriginRule.objects.get().verdict == "allowed"


def test_another_companys_record_cannot_be_joined(organization, owner, other_organization, outsider):
    foreign = add_use(other_organization, outsider)
    with pytest.raises(GovernanceRefused):
        add_use(organization, owner, model=foreign.model)


def test_an_amount_without_source_and_date_is_refused(organization, owner):
    with pytest.raises(GovernanceRefused):
        add_use(organization, owner, amounts_source="")


def test_openness_counts_weights_code_data_and_recipe(use, owner):
    assert openness_score(use) == pytest.approx(1 + 0.5 + 0 + 0.5)
    use.model.data_public = ""
    assert openness_score(use) is None


def test_two_uses_of_one_origin_are_one_origin_but_two_vendors(organization, owner, use):
    add_use(organization, owner, name="副系統", system=use.system)
    by_name = {one.dimension: one for one in concentrations(organization)}
    assert by_name["vendor"].spend.index == pytest.approx(0.5)
    assert by_name["origin"].spend.index == by_name["host"].workload.index == 1


def test_concentration_is_tolerated_only_when_all_is_known(organization, owner, use):
    assert ("kpi", "K-R-11") not in facts(use)
    tolerate(organization, owner)
    assert facts(use)["kpi", "K-R-11"] == {"ok": True}
    add_use(organization, owner, name="副系統", system=use.system, spend_jpy_per_year=None)
    assert ("kpi", "K-R-11") not in facts(use)
    tolerate(organization, owner, origin_index_max=0.5)
    assert facts(use)["kpi", "K-R-11"] == {"ok": False}


def test_a_use_that_is_only_considered_does_not_count(organization, owner, use):
    add_use(organization, owner, name="検討中", system=use.system, is_selected=False)
    assert concentrations(organization)[0].spend.index == 1


def test_open_musts_fall_as_they_are_answered(organization, owner, use):
    before = facts(use)["vendor", "selected"]["must_open"]
    save_answer(use, "V-JUR-1", AnswerDraft("中国", 2, "", "公開資料", TODAY), owner)
    assert facts(use)["vendor", "selected"]["must_open"] == before - 1
    save_answer(use, "V-JUR-1", AnswerDraft("中国", 0, "", "公開資料", TODAY), owner)
    assert facts(use)["vendor", "selected"]["must_open"] == before
    answer_all(use, owner)
    assert facts(use)["vendor", "selected"]["must_open"] == 0
    assert facts(use)["ev", "portability"] == {"score": 3}


@pytest.mark.parametrize(
    "draft",
    [
        AnswerDraft("", 2, "", "資料", TODAY),
        AnswerDraft("あり", 3, "", "資料", TODAY),
        AnswerDraft("あり", 2, "", "", TODAY),
        AnswerDraft("あり", 2, "", "資料", None),
    ],
)
def test_a_score_without_answer_evidence_source_or_date_is_refused(owner, use, draft):
    with pytest.raises(GovernanceRefused):
        save_answer(use, "V-JUR-1", draft, owner)
    assert not use.answers.exists()


def test_a_drill_measures_the_days_and_beats_the_estimate(organization, owner, use):
    tolerate(organization, owner)
    add_plan(use.system, owner)
    assert facts(use)["ev", "exit_plan"] == {"substitute": "別モデル", "days": 20.0}
    assert ("kpi", "K-R-12") not in facts(use)
    hold_drill(use.system, owner, days=12.5)
    assert facts(use)["ev", "exit_plan"]["days"] == 12.5
    assert facts(use)["kpi", "K-R-12"] == {"ok": True}
    tolerate(organization, owner, switching_days_max=10)
    assert facts(use)["kpi", "K-R-12"] == {"ok": False}


def test_a_failed_drill_is_not_tolerated_and_gives_no_days(organization, owner, use):
    tolerate(organization, owner)
    add_plan(use.system, owner, days_estimate=None, estimate_source="")
    hold_drill(use.system, owner, days=2, passed=False)
    assert facts(use)["kpi", "K-R-12"] == {"ok": False}
    assert "days" not in facts(use)["ev", "exit_plan"]


def test_a_cost_limit_asks_for_a_measured_cost(organization, owner, use):
    tolerate(organization, owner, switching_cost_max_jpy=1_000_000)
    add_plan(use.system, owner)
    hold_drill(use.system, owner)
    assert ("kpi", "K-R-12") not in facts(use)


def test_a_substitute_that_was_not_evaluated_again_is_unknown(owner, use):
    add_plan(use.system, owner, is_re_evaluated=None, re_evaluation_reference="", re_evaluated_on=None)
    assert "substitute" not in facts(use)["ev", "exit_plan"]


def test_only_one_drill_runs_at_a_time(owner, use):
    add_plan(use.system, owner)
    start_drill(use.system, timezone.now(), "佐藤", owner)
    with pytest.raises(GovernanceRefused):
        start_drill(use.system, timezone.now(), "佐藤", owner)


def test_a_retirement_notice_stays_open_until_that_system_was_evaluated_again(organization, owner, use):
    assert ("ev", "model_changes") not in facts(use)  # nobody has looked: an empty list is not "none open"
    event = VendorEvent(
        organization=organization, model=use.model, kind="notice", on=TODAY, description="2027年3月に終了",
        source="https://example.com", seen_on=TODAY, certainty="official",
    )  # fmt: skip
    save_row(event, owner)
    second = add_use(organization, owner, name="別業務", model=use.model)
    assert facts(use)["ev", "model_changes"] == {"open": 1}
    review_change(use.system, event, TODAY, "評価 20", "基準を満たした", "佐藤", owner)
    assert facts(use)["ev", "model_changes"] == {"open": 0}
    assert open_changes(second.system) == [event]


def test_an_update_is_settled_by_a_later_evaluation_and_a_retirement_is_not(organization, owner, use):
    for kind in ("update", "notice"):
        event = VendorEvent(
            organization=organization, model=use.model, kind=kind, on=TODAY, description="変更", source="x",
            seen_on=TODAY, certainty="official",
        )  # fmt: skip
        save_row(event, owner)
    assert [one.kind for one in open_changes(use.system)] == ["notice", "update"]
    use.evaluated_on, use.evaluation_reference = TODAY, "評価 21"
    save_row(use, owner)
    assert [one.kind for one in open_changes(use.system)] == ["notice"]


def test_a_retirement_on_the_record_is_an_open_change_of_every_system_that_uses_it(organization, owner, use):
    use.model.retired_on = date(2027, 3, 31)
    with pytest.raises(GovernanceRefused):
        save_row(use.model, owner)
    use.model.source, use.model.seen_on, use.model.certainty = "https://example.com", TODAY, "official"
    for _again in range(2):
        save_row(use.model, owner)
    assert facts(use)["ev", "model_changes"] == {"open": 1}


def test_a_price_needs_a_figure_and_its_currency(organization, owner, use):
    values = {"organization": organization, "model": use.model, "kind": "price", "on": TODAY, "description": "値下げ",
              "source": "x", "seen_on": TODAY, "certainty": "official"}  # fmt: skip
    with pytest.raises(GovernanceRefused):
        save_row(VendorEvent(**values), owner)
    with pytest.raises(GovernanceRefused):
        save_row(VendorEvent(**values, input_price=3), owner)
    save_row(VendorEvent(**values, input_price=3, currency="USD"), owner)


def test_the_statement_says_three_answers_and_what_is_tolerated(organization, owner, use):
    tolerate(organization, owner)
    text = first_text(organization, "dependency", "ja")
    for words in (
        "Qwen",
        "出自 CN",
        "法域 JP",
        "運用者の所在 US",
        "導入会社",
        "1.00 / 1.00",
        "単一の契約先を1年間許容",
    ):
        assert words in text
    assert "unknown" in first_text(organization, "dependency", "en")


def test_an_approved_statement_goes_stale_when_the_records_change(organization, owner, use):
    assert is_approved(organization, "dependency") is None
    draft = save_document(organization, "dependency", "本文", owner)
    assert facts(use)["doc", "dependency_statement"] == {"approved": False}
    approved = approve_document(draft, NEXT_YEAR, draft.text_sha256, owner)
    assert facts(use)["doc", "dependency_statement"] == {"approved": True}
    use.host.jurisdiction = "SG"
    save_row(use.host, owner)
    assert state_of(approved) == "stale"
    assert facts(use)["doc", "dependency_statement"] == {"approved": False}
    assert save_document(organization, "dependency", "本文", owner).version == 2
    assert newest(organization, "dependency").approved_at is None


def test_an_approval_ends_at_its_review_date(organization, owner, use):
    draft = save_document(organization, "dependency", "本文", owner)
    approved = approve_document(draft, NEXT_YEAR, draft.text_sha256, owner)
    assert state_of(approved, NEXT_YEAR.review_on) == "approved"
    assert state_of(approved, NEXT_YEAR.review_on + timedelta(days=1)) == "due"


def test_what_was_not_on_the_screen_is_not_approved(organization, owner, use):
    seen = save_document(organization, "dependency", "本文", owner).text_sha256
    changed = save_document(organization, "dependency", "別の本文", owner)
    with pytest.raises(GovernanceRefused):
        approve_document(changed, NEXT_YEAR, seen, owner)
    use.host.jurisdiction = "SG"
    save_row(use.host, owner)
    with pytest.raises(GovernanceRefused):
        approve_document(changed, NEXT_YEAR, changed.text_sha256, owner)
    changed.refresh_from_db()
    assert changed.approved_at is None


def test_a_new_question_of_an_update_is_asked_only_once_the_company_adopted_it(organization, owner, use):
    from dataclasses import replace

    from content.writing import row_of
    from governance.content.loader import books
    from governance.editions import SHIPPED
    from governance.models import AdoptedEdition

    shipped = books().vendors
    smaller = replace(shipped, sections=shipped.sections[:-1])
    AdoptedEdition.objects.create(
        organization=organization,
        book="vendor_questions",
        version="0",
        sha256="0" * 64,
        document=row_of(smaller),
    )
    assert len(sections_of(organization)) == 7
    assert SHIPPED["vendor_questions"].edition().sha256 != "0" * 64
    with pytest.raises(GovernanceRefused):
        save_answer(use, "V-SUP-1", AnswerDraft("あり", 1, "", "資料", TODAY), owner)
    save_answer(use, "V-JUR-1", AnswerDraft("中国", 1, "", "資料", TODAY), owner)


def test_the_first_answer_adopts_the_questionnaire_that_it_answers(organization, owner, use):
    save_answer(use, "V-JUR-1", AnswerDraft("中国", 1, "", "資料", TODAY), owner)
    assert organization.adopted_editions.filter(book="vendor_questions").count() == 1


def test_countries_that_were_not_on_the_screen_are_not_approved(organization, owner, owner_client, use):
    allow(organization, owner)
    page = f"/o/kaisha/governance/vendors/uses/{use.pk}/"
    assert 'value="CN,JP,US"' in owner_client.get(page).content.decode()
    use.host.operators_location = "JP"
    save_row(use.host, owner)
    given = {"countries": "CN,JP,US", "person_name": "山田", "reason": "隔離した環境で使うため"}
    owner_client.post(f"{page}approve/", given)
    assert not use.origin_approvals.exists()
    owner_client.post(f"{page}approve/", {**given, "countries": "CN,JP,JP"})
    assert use.origin_approvals.get().countries == "CN,JP,JP"


@pytest.mark.parametrize("days", [-1, 365 * 50])
def test_an_evaluation_before_the_update_or_in_the_future_settles_nothing(organization, owner, use, days):
    event = VendorEvent(
        organization=organization, model=use.model, kind="update", on=TODAY, description="更新",
        source="https://example.com", seen_on=TODAY, certainty="official",
    )  # fmt: skip
    save_row(event, owner)
    with pytest.raises(GovernanceRefused, match="not before"):
        review_change(use.system, event, TODAY + timedelta(days=days), "評価 20", "合格", "佐藤", owner)
    assert open_changes(use.system) == [event]


def test_an_empty_list_of_changes_counts_once_somebody_has_looked(owner, owner_client, use):
    assert ("ev", "model_changes") not in facts(use)
    use.system.switch_reviews.create(
        on=TODAY, price_trend="falling", quality_trend="stable", decision="stay", reason="変更なし",
        person_name="佐藤", next_on=TODAY + timedelta(days=91), entered_by=owner,
    )  # fmt: skip
    assert facts(use)["ev", "model_changes"] == {"open": 0}
