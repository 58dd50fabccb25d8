"""The risk register: two risks of dependence and bias apart, levels before and after, a history nobody rewrites."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from governance.content.operation import LEVELS, check_operation, operation_book
from governance.errors import GovernanceRefused
from governance.models import AiSystem, Risk
from governance.overviews.risks import heat_map, living, not_taken_over, overdue, risks_of
from governance.services.risks import RiskDraft, add_risk, change_risk

pytestmark = pytest.mark.django_db
NEXT_YEAR = timezone.localdate() + timedelta(days=365)
DRAFT = RiskDraft(
    title="特定の国のクラウドへの依存",
    category="supply",
    cause="1つの法域だけで動いている",
    likelihood_before=3,
    impact_before=4,
    owner_name="佐藤 花子",
    whose_safety="現場と納入先",
    review_on=NEXT_YEAR,
    fail_safes=("FS-08",),
    starter_id="SR-01",
)


def page(client, name, *args, query=""):
    return client.get(reverse(f"governance:{name}", args=["kaisha", *args]) + query)


def form_of(draft: RiskDraft, **changed) -> dict[str, object]:
    values = {
        name: value for name, value in draft.__dict__.items() if value is not None and name != "starter_id"
    }
    return {**values, **changed}


def test_dependence_on_one_country_and_bias_of_a_model_are_two_risks():
    dependence, bias = operation_book().starter_risk("SR-01"), operation_book().starter_risk("SR-02")
    assert dependence.category != bias.category
    assert "依存" in dependence.name.ja and "バイアス" in bias.name.ja
    assert "運用場所を国内にしても残る" in bias.cause.ja


def test_a_book_that_names_an_unknown_pattern_is_refused():
    book = operation_book()
    broken = replace(book, starter_risks=(replace(book.starter_risks[0], fail_safe=("FS-99",)),))
    with pytest.raises(Exception, match="unknown reference FS-99"):
        check_operation(broken)


def test_a_risk_is_counted_at_its_levels_before_and_is_unknown_after(organization, owner):
    add_risk(organization, DRAFT, owner)
    before = heat_map(organization, risks_of(organization), "before")
    counts = {(cell.likelihood, cell.impact): cell.count for row in before.rows for cell in row.cells}
    assert counts == {(low, high): int((low, high) == (3, 4)) for low in LEVELS for high in LEVELS}
    assert heat_map(organization, risks_of(organization), "after").unknown == 1


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"owner_name": " "}, "owner"),
        ({"whose_safety": ""}, "whose safety"),
        ({"likelihood_before": 6}, "1 to 5"),
        ({"likelihood_after": 2}, "both"),
        ({"likelihood_after": 4, "impact_after": 4}, "higher after"),
        ({"review_on": date(2020, 1, 1)}, "passed"),
        ({"category": "luck"}, "category"),
        ({"fail_safes": ("FS-99",)}, "pattern"),
    ],
)
def test_a_risk_that_contradicts_itself_is_refused_whole(organization, owner, changed, word):
    with pytest.raises(GovernanceRefused, match=word):
        add_risk(organization, replace(DRAFT, **changed), owner)
    assert not Risk.objects.exists()


def test_a_change_keeps_what_was_thought_before(organization, owner):
    risk = add_risk(organization, DRAFT, owner)
    with pytest.raises(GovernanceRefused, match="reason"):
        change_risk(risk, replace(DRAFT, impact_before=5), " ", owner)
    change_risk(risk, replace(DRAFT, impact_before=5), "客先の回収があり得る", owner)
    latest, first = risk.versions.all()
    assert (latest.number, latest.values["impact_before"]) == (2, 5)
    assert (first.number, first.values["impact_before"]) == (1, 4)
    assert [e.action for e in AuditEntry.objects.order_by("sequence")] == ["risk.added", "risk.changed"]
    with pytest.raises(GovernanceRefused, match="different"):
        change_risk(risk, replace(DRAFT, impact_before=5), "同じ", owner)


def test_a_shipped_risk_is_taken_over_once(organization, owner):
    add_risk(organization, DRAFT, owner)
    assert "SR-01" not in {one.id for one in not_taken_over(organization)}
    with pytest.raises(GovernanceRefused, match="already"):
        add_risk(organization, DRAFT, owner)


def test_a_system_of_another_company_is_refused(organization, other_organization, owner):
    foreign = AiSystem.objects.create(organization=other_organization, name="他社")
    with pytest.raises(GovernanceRefused, match="another company"):
        add_risk(organization, DRAFT, owner, foreign)


def test_a_late_review_is_shown_and_a_closed_risk_is_not_late(owner_client, organization, owner):
    risk = add_risk(organization, DRAFT, owner)
    Risk.objects.filter(pk=risk.pk).update(review_on=date(2026, 1, 1))
    assert page(owner_client, "risk_list").context["overdue_count"] == 1
    assert list(overdue(risks_of(organization))) == [risk]
    Risk.objects.filter(pk=risk.pk).update(state="closed")
    assert not overdue(risks_of(organization)).exists()
    assert not living(risks_of(organization)).exists()


def test_a_member_takes_a_shipped_risk_over_on_the_page(owner_client, organization):
    address = reverse("governance:risk_create", args=["kaisha"]) + "?from=SR-02"
    first = owner_client.get(address).content.decode()
    assert "モデルの偏り" in first
    refused = owner_client.post(address, form_of(DRAFT, owner_name=""))
    assert refused.status_code == 422 and not Risk.objects.exists()
    assert owner_client.post(address, form_of(DRAFT)).status_code == 302
    risk = Risk.objects.get()
    assert (risk.starter_id, risk.fail_safes) == ("SR-02", ["FS-08"])
    shown = page(owner_client, "risk_detail", risk.pk).content.decode()
    assert "佐藤 花子" in shown and "FS-08" in shown


def test_the_list_follows_its_filters(owner_client, organization, owner):
    add_risk(organization, DRAFT, owner)
    for query, is_there in (("?category=supply", True), ("?category=cost", False), ("?owner=佐藤", True),
                            ("?likelihood_before=3&impact_before=4", True), ("?likelihood_before=1", False),
                            ("?due=1", False), ("?owner=%00", False), ("?likelihood_before=" + "9" * 40, False),
                            ("?state=nonsense", False), ("", True)):  # fmt: skip
        rows = page(owner_client, "risk_list", query=query).context["page"].object_list
        assert bool(rows) is is_there, query


def test_own_words_of_the_scale_are_shown(owner_client, organization, owner):
    add_risk(organization, DRAFT, owner)
    address = reverse("governance:risk_scale", args=["kaisha"])
    form = owner_client.get(address).context["form"]
    words = {name: field.initial for name, field in form.fields.items()}
    assert owner_client.post(address, {**words, "impact_5_word": words["impact_4_word"]}).status_code == 422
    assert owner_client.post(address, {**words, "impact_5_word": "存亡"}).status_code == 302
    assert "存亡" in page(owner_client, "risk_list").content.decode()


def test_a_viewer_reads_and_does_not_write_and_an_outsider_finds_nothing(
    viewer_client, outsider_client, organization, owner
):
    risk = add_risk(organization, DRAFT, owner)
    assert page(viewer_client, "risk_detail", risk.pk).status_code == 200
    assert page(viewer_client, "risk_edit", risk.pk).status_code == 403
    assert page(outsider_client, "risk_detail", risk.pk).status_code == 404
    assert json.loads(json.dumps(risk.versions.get().values))["review_on"] == NEXT_YEAR.isoformat()
