"""What the rows of a company become in the workbook: nothing is made up, and unknown stays unknown."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from adoption.models import (
    Deviation,
    KpiInstance,
    MeasurementPlan,
    Observation,
    Ringi,
    RingiAction,
    RingiStep,
)
from adoption.pilot_selectors import chosen_kpis
from adoption.pilots.definition import PlanDefinition, canonical_text, sha256_of_text
from adoption.services import record_decision
from governance.content.loader import books
from governance.models import (
    AiSystem,
    CompanySize,
    ControlRecord,
    DependencyTolerance,
    ExitDrill,
    ExitPlan,
    HostRecord,
    ModelRecord,
    ModelUse,
    Readiness,
    Risk,
    RoleHolder,
    SystemOperation,
    TrainingNeed,
    TrainingSession,
    VendorAnswer,
    VendorEvent,
)
from reports.collect_programme import collect_programme
from reports.programme.missing import TITLES, made_sheets
from tests.adoption.companies import record, verdict
from tests.reports.programme.drawn import draw, shown

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def programme(use_case, plan):
    """Read anew whenever it is called, after whatever the test has added."""
    return lambda: collect_programme(use_case, plan)


def test_an_empty_company_makes_only_the_sheet_of_gates(programme, use_case):
    found = programme()
    assert list(made_sheets(found)) == [14]
    assert [gate.id for gate in found.schedule.gates] == ["G0", "G1", "G2", "G3", "G4", "G5"]
    assert all(
        check.status == "unknown" for gate in found.schedule.gates[1:] for check in gate.checks if check.must
    )
    assert found.schedule.spans == ()
    assert found.revisions[0].note == "初版"


# --- pilots


def add_pilot(use_case, owner, tasks=24, ai_minutes=12.0, n_planned=20, **judged):
    KpiInstance.objects.create(
        use_case=use_case, kpi_id="K-D-01", name="1件あたりの正味時間", family="direct", unit="min/task",
        direction="down", formula="", horizon="short", role="primary", start=18.0, target=14.0,
    )  # fmt: skip
    definition = PlanDefinition(
        "paired_log", min_effect=0.1, kill_number=0.05, n_planned=n_planned, n_required=18, severe_tolerance=0.1,
        pilot_from=date(2026, 9, 1), pilot_to=date(2026, 10, 30), decide_on=date(2026, 11, 20),
    )  # fmt: skip
    text = canonical_text(use_case.name, 1, definition, chosen_kpis(use_case))
    frozen_at = timezone.make_aware(datetime(2026, 8, 28, 9))
    row = MeasurementPlan.objects.create(
        use_case=use_case, version=1, design="paired_log", frozen_text=text, frozen_sha256=sha256_of_text(text),
        frozen_at=frozen_at, frozen_by=owner,
    )  # fmt: skip
    for number in range(tasks):
        Observation.objects.create(
            use_case=use_case, key=f"T{number}", plan=row, source="form", on=date(2026, 9, 2), period="pilot",
            arm="with", person=f"P{number}", baseline_minutes=18.0 + number % 5,
            prompt_minutes=1.0, wait_minutes=0.5, review_minutes=ai_minutes - 3.5 + number % 3, rework_minutes=2.0,
            **judged,
        )  # fmt: skip
    Deviation.objects.create(
        plan=row, kind="interruption", on=date(2026, 9, 16), what="測定を3日中断", why="定期修理"
    )
    return row


def test_a_pilot_prints_its_plan_and_the_way_its_kpi_moved(programme, use_case, owner):
    row = add_pilot(use_case, owner)
    (pilot,) = programme().pilots
    assert (pilot.plan_sha256, pilot.frozen_on) == (row.frozen_sha256, date(2026, 8, 28))
    assert pilot.planned_n.ja == "20（必要数 18）"
    (result,) = pilot.results
    assert result.is_primary
    assert result.baseline > result.after
    assert result.change.is_relative
    assert result.change.low < result.change.value < result.change.high < 0
    assert (result.unit.ja, result.target) == ("分/件", 14.0)
    assert result.note == ""
    assert (result.is_firm, result.reached) == (True, "met")
    assert [
        (one.on, "測定を3日中断" in one.text.ja, "定期修理" in one.text.en) for one in pilot.deviations
    ] == [(date(2026, 9, 16), True, True)]


def test_severe_errors_are_judged_by_their_bound_and_print_it(programme, use_case, owner):
    KpiInstance.objects.create(
        use_case=use_case, kpi_id="K-R-03", name="重大な誤り", family="risk", unit="%", direction="down", formula="",
        horizon="short", role="secondary",
    )  # fmt: skip
    add_pilot(use_case, owner, is_severe=False, is_correct=True)
    severe = programme().pilots[0].results[1]
    assert (severe.name.ja, severe.after, severe.change) == ("重大な誤り", 0.0, None)
    # 24 clean tasks leave 1 - 0.05 ** (1 / 24) = 11.7 % above the tolerance of 10 %.
    assert "95%上限 11.7%" in severe.note.ja
    assert severe.reached == "not_met"


def test_a_pilot_short_of_its_plan_is_indicative_says_why_and_reaches_nothing(programme, use_case, owner):
    add_pilot(use_case, owner, n_planned=200)
    (result,) = programme().pilots[0].results
    assert (result.is_firm, result.reached, result.p_value) == (False, "unknown", None)
    assert "24 / 200" in result.note.ja


def test_a_pilot_that_is_only_planned_is_listed_as_missing(programme, use_case, owner):
    KpiInstance.objects.create(
        use_case=use_case, name="一次解決率", family="direct", unit="%", direction="up", formula="", horizon="short",
        role="primary", start=0.61, target=0.7,
    )  # fmt: skip
    found = programme()
    (result,) = found.pilots[0].results
    assert (result.baseline, result.target, result.after) == (pytest.approx(61), pytest.approx(70), None)
    assert 9 not in made_sheets(found)


def test_the_kill_number_of_the_plan_stands_beside_what_was_found(programme, use_case, owner):
    add_pilot(use_case, owner)
    line, severe = programme().schedule.kill_lines[:2]
    assert line.limit.ja == "+5.0%の改善に届かなければ中止"
    assert (line.status, severe.status, severe.now) == ("met", "unknown", "")
    days = {span.kind: span.starts_on for span in programme().schedule.spans}
    assert days["pilot"] == date(2026, 9, 1)
    assert days["gate"] == date(2026, 11, 20)


def test_an_effect_below_the_kill_number_is_not_met(programme, use_case, owner):
    add_pilot(use_case, owner, ai_minutes=20.0)
    assert programme().schedule.kill_lines[0].status == "not_met"
    assert programme().pilots[0].results[0].reached == "not_met"


# --- suppliers


def add_use(organization, system, **answers):
    model = ModelRecord.objects.create(
        organization=organization, name="Qwen3-14B", developer="Alibaba", origin_country="CN"
    )
    host = HostRecord.objects.create(
        organization=organization, name="自社サーバー室", jurisdiction="JP", operators_location="JP"
    )
    use = ModelUse.objects.create(
        organization=organization, system=system, name="文書検索", model=model, host=host
    )
    for question, score in answers.items():
        VendorAnswer.objects.create(use=use, question=question, text="回答", score=score)
    return use


@pytest.fixture
def system(organization, use_case):
    made = AiSystem.objects.create(organization=organization, name="文書検索AI")
    use_case.system = made
    use_case.save(update_fields=["system"])
    return made


def test_model_host_and_supplier_are_three_answers_and_unknown_ones_are_counted(
    programme, organization, system
):
    add_use(organization, system, **{"V-JUR-1": 3, "V-JUR-2": 0, "V-JUR-3": None})
    (use,) = programme().vendors.uses
    asked = [one for section in books().vendors.sections for one in section.questions]
    assert (use.model.name, use.model.place, use.host.name, use.supplier) == (
        "Qwen3-14B",
        "Alibaba CN",
        "自社サーバー室",
        None,
    )
    assert (use.asked, use.unknown_answers) == (len(asked), len(asked) - 2)
    assert len(use.musts) == sum(one.must for one in asked)
    assert {one.id for one in use.open_musts} >= {"V-JUR-2", "V-JUR-3"}
    assert "V-JUR-1" not in {one.id for one in use.open_musts}


def test_prices_and_retirements_are_those_of_the_models_in_use(programme, organization, system):
    use = add_use(organization, system)
    other = ModelRecord.objects.create(organization=organization, name="他のモデル")
    for model, kind, price in (
        (use.model, "price", Decimal("0.28")),
        (use.model, "notice", None),
        (other, "notice", None),
    ):
        VendorEvent.objects.create(
            organization=organization, model=model, kind=kind, on=TODAY + timedelta(days=200), description="予告",
            output_price=price, currency="USD" if price else "", source="公式", seen_on=TODAY, certainty="official",
        )  # fmt: skip
    found = programme()
    assert [(one.model, one.output_price, one.input_price) for one in found.vendors.prices] == [
        ("Qwen3-14B", 0.28, None)
    ]
    assert [one.model for one in found.vendors.events] == ["Qwen3-14B"]
    assert [span.kind for span in found.schedule.spans] == ["deadline"]


def test_a_drill_that_was_passed_measures_the_days_and_an_estimate_stays_one(programme, organization, system):
    add_use(organization, system)
    DependencyTolerance.objects.create(organization=organization, switching_days_max=10, origin_index_max=0.6)
    way = ExitPlan.objects.create(
        system=system, substitute="代替モデル", is_re_evaluated=True, days_estimate=30
    )
    (found,) = programme().vendors.ways_out
    assert (found.days, found.is_measured, found.status) == (30, False, "unknown")
    start = timezone.now() - timedelta(days=6)
    ExitDrill.objects.create(
        plan=way, started_at=start, ended_at=timezone.now(), has_passed=True, person_name="佐藤"
    )
    (found,) = programme().vendors.ways_out
    assert (found.days, found.is_measured, found.status) == (6.0, True, "met")
    names = [(one.name.ja, one.by_spend, one.status) for one in programme().vendors.dependence]
    assert names == [
        ("提供元", None, "unknown"),
        ("モデルの出自", None, "unknown"),
        ("実行場所", None, "unknown"),
    ]


# --- risks and people


def test_a_risk_keeps_its_levels_and_what_nobody_judged_stays_unknown(programme, organization):
    values = {
        "organization": organization, "category": "supply", "cause": "", "likelihood_before": 4, "impact_before": 5,
        "owner_name": "佐藤 花子", "whose_safety": "現場", "review_on": TODAY,
    }  # fmt: skip
    Risk.objects.create(
        title="依存", likelihood_after=2, impact_after=5, fail_safes=["FS-01"], treatment="代替", **values
    )
    Risk.objects.create(title="誤答", **values)
    Risk.objects.create(title="消えたもの", state="closed", **values)
    found = programme().risks
    assert [(risk.name.ja, risk.before.level, risk.after and risk.after.level) for risk in found] == [
        ("誤答", 20, None),
        ("依存", 20, 10),
    ]
    assert found[1].fail_safe.ja == next(
        one.name.ja for one in books().roles.fail_safe_patterns if one.id == "FS-01"
    )
    assert found[0].response == ""


def test_people_readiness_and_training_are_read_for_the_system_of_the_use_case(
    programme, organization, system
):
    RoleHolder.objects.create(organization=organization, role="R-SVC", person_name="会社の人")
    RoleHolder.objects.create(
        organization=organization, system=system, role="R-SVC", person_name="この仕組みの人"
    )
    items = books().roles.operating_readiness
    Readiness.objects.create(
        organization=organization,
        item=items[0].id,
        state="done",
        owner_name="佐藤",
        evidence="辞令",
        done_on=TODAY,
    )
    Readiness.objects.create(
        organization=organization,
        item=items[1].id,
        state="not_needed",
        owner_name="佐藤",
        evidence="該当なし",
    )
    track = books().roles.training_tracks[0]
    for person in ("甲", "乙"):
        TrainingNeed.objects.create(
            organization=organization, track=track.id, person=person, due_on=TODAY + timedelta(days=30)
        )
    held = TrainingSession.objects.create(organization=organization, track=track.id, held_on=TODAY, hours=1.5)
    held.attendances.create(person="甲", completed=True)
    SystemOperation.objects.create(
        system=system, stop_person="山田", stop_place="制御室", stop_tried_on=TODAY
    )
    part = programme().structure
    assert part.stop
    assert (part.stop.person, part.stop.place, part.stop.tried_on) == ("山田", "制御室", TODAY)
    assert {role.id: role.person for role in part.roles}["R-SVC"] == "この仕組みの人"
    assert [(line.status, line.evidence) for line in part.readiness if line.id == items[0].id] == [
        ("met", "辞令")
    ]
    assert items[1].id not in [line.id for line in part.readiness]
    assert {line.status for line in part.readiness[1:]} == {"unknown"}
    (line,) = part.training
    assert (line.planned, line.trained, line.sessions, line.cost_jpy) == (2, 1, 1, None)
    assert all(len(row.accountable) == 1 for row in part.raci)
    assert [span.starts_on for span in programme().schedule.spans] == [TODAY + timedelta(days=30)]


# --- rules and money


def test_a_requirement_is_done_only_where_somebody_said_so_of_its_present_words(programme, organization):
    first, second, third = books().frameworks.requirements[:3]
    answers = (
        (
            first,
            {"applicability": "applicable", "status": "done", "evidence": "規程 第3条", "checked_on": TODAY},
        ),
        (second, {"applicability": "not_applicable", "reason": "個人情報を扱わない"}),
        (third, {"applicability": "applicable", "status": "done", "standing": "confirm_again"}),
    )
    for one, values in answers:
        ControlRecord.objects.create(
            organization=organization,
            requirement_id=one.id,
            recorded_by_name="渡辺",
            owner_name="渡辺",
            **values,
        )
    lines = {line.id: line for line in programme().rules.requirements}
    assert (lines[first.id].state, lines[first.id].evidence) == ("done", "規程 第3条")
    assert (lines[second.id].applicability, lines[second.id].evidence) == (
        "not_applicable",
        "個人情報を扱わない",
    )
    assert (lines[third.id].applicability, lines[third.id].state) == ("undecided", "unknown")
    assert len(lines) == len(books().frameworks.requirements)


def test_eligibility_follows_the_size_that_was_entered(programme, organization):
    assert {note.eligibility for note in programme().subsidies.notes} == {"unknown"}
    CompanySize.objects.create(
        organization=organization, employees=120, capital_jpy=90_000_000, industry="manufacturing", as_of=TODAY,
        source_text="決算書", entered_by_name="中村",
    )  # fmt: skip
    part = programme().subsidies
    assert (part.size.employees, part.size.category.ja) == (120, "中小企業")
    assert "eligible" in {note.eligibility for note in part.notes}
    assert {note.is_tax for note in part.notes} == {True, False}


# --- approvals


def test_decisions_keep_dissent_and_go_stale_when_the_evidence_changes(programme, use_case, owner):
    record(use_case, owner)
    given = verdict(use_case, dissent="標本が少ない")
    record_decision(use_case, "G0", given, owner)
    (decision,) = programme().approvals.decisions
    assert (decision.gate, decision.dissent, decision.is_outdated) == ("G0", "標本が少ない", False)
    assert len(decision.snapshot_sha256) == 64
    record(use_case, owner, workshop_scores={"n_voters": 2})
    assert programme().approvals.decisions[0].is_outdated
    assert programme().schedule.gates[0].is_outdated


def test_the_newest_request_prints_its_steps_and_who_is_still_asked(programme, organization, use_case, owner):
    ringi = Ringi.objects.create(
        organization=organization, use_case=use_case, gate="G1", fiscal_year=2026, serial=1, title="PoC",
        purpose="短縮",
        amount_jpy=1, initial_jpy=1, yearly_jpy=0, exit_condition="短縮5%未満で中止", state="review", round=1,
        drafted_by=owner, submitted_at=timezone.now(),
    )  # fmt: skip
    steps = [
        RingiStep.objects.create(
            ringi=ringi, round=1, kind="review", function=name, person=owner, due_on=TODAY, state=state
        )
        for name, state in (("finance", "agreed_with_conditions"), ("quality", "waiting"))
    ]
    RingiAction.objects.create(
        ringi=ringi, round=1, kind="submitted", by=owner, person_name="佐藤", snapshot_sha256="a" * 64
    )
    RingiAction.objects.create(
        ringi=ringi,
        step=steps[0],
        round=1,
        kind="agreed_with_conditions",
        by=owner,
        person_name="中村",
        comment="報告すること",
    )
    RingiAction.objects.create(ringi=ringi, step=steps[1], round=1, kind="reminded")
    found = programme().approvals.steps
    assert [(one.name, one.comment, one.at is None) for one in found] == [
        ("佐藤", "", False),
        ("中村", "報告すること", False),
        (str(owner), "", True),
    ]
    assert "経理" in found[1].step.ja
    assert found[0].snapshot_sha256 == "a" * 64
    assert programme().schedule.kill_lines[-1].limit == "短縮5%未満で中止"


def test_a_programme_of_another_company_is_never_read(programme, other_organization):
    values = {
        "cause": "",
        "likelihood_before": 4,
        "impact_before": 5,
        "review_on": TODAY,
        "category": "supply",
    }
    Risk.objects.create(
        organization=other_organization, title="他社", owner_name="他", whose_safety="他", **values
    )
    CompanySize.objects.create(
        organization=other_organization,
        employees=9,
        capital_jpy=9,
        industry="retail",
        as_of=TODAY,
        source_text="",
        entered_by_name="",
    )
    assert programme().risks == ()
    assert programme().subsidies.size.employees is None


def test_what_was_collected_can_be_drawn(programme, organization, use_case, system, owner, tmp_path):
    add_pilot(use_case, owner)
    add_use(organization, system)
    book = draw(programme(), tmp_path / "collected.xlsx", "en")
    assert TITLES[9].en in book.sheetnames
    assert "min/task" in shown(book, 9, "en")
