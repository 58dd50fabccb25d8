"""From an idea to the scale decision in a real browser: G0 to G4, each gate decided by its person on its page."""

import csv
from datetime import timedelta

import pytest
from django.utils import timezone

from adoption.content.loader import library
from adoption.models import UseCase
from adoption.pilot_selectors import frozen_plan
from adoption.services.use_cases import UseCaseDraft, create_use_case
from adoption.states import RingiState
from config.demo.company import found_company, owner_of
from config.demo.cost_plans import main_plan
from config.demo.story import operation, requests, rules, vendors
from config.demo.story.book import chapter, readings
from config.demo.story.people import people_of
from tests.browser.walking import walker
from tests.sample.evaluated import WITH_CLOSED, add_sample_run

pytestmark = pytest.mark.browser
PEOPLE = ("owner", "viewer", "approver", "president")
FUNCTIONS = ("finance", "it", "security", "legal", "quality")


@pytest.fixture
def organization(transactional_db, settings, tmp_path):
    """People, a finished evaluation with a closed model beside the open ones, and a cost plan; no use case yet."""
    settings.MEDIA_ROOT = tmp_path / "media"
    organization, _accounts = found_company()
    user = owner_of(organization)
    add_sample_run(organization, user, WITH_CLOSED)
    main_plan(organization, user)
    requests.set_the_route(organization, people_of(organization))
    return organization


@pytest.fixture
def staff(organization, open_page):
    """Those of the company who take part, each in a browser of one's own."""
    people = people_of(organization)
    return {key: walker(open_page, people[key], organization.slug) for key in (*PEOPLE, *FUNCTIONS)}


def test_the_walk_from_the_first_idea_to_the_scale_decision(organization, staff, tmp_path):
    use_case = choose(organization, staff)
    decide(staff["approver"], use_case, "G0", "go")
    plan_and_freeze(organization, staff, use_case, tmp_path)
    prove_the_start(organization, staff, use_case)
    request_the_pilot(organization, staff, use_case)
    decide(staff["approver"], use_case, "G1", "go")
    measure(staff, use_case, tmp_path)
    later = {
        "conditions": "8週後の継続率を確認する",
        "review_date": timezone.localdate() + timedelta(days=60),
    }
    decide(staff["approver"], use_case, "G2", "conditional_go", **later)
    get_ready(organization, staff, use_case)
    decide(staff["president"], use_case, "G3", "go")
    show_what_came_of_it(staff, use_case)
    decide(staff["president"], use_case, "G4", "go")
    use_case.refresh_from_db()
    assert use_case.stage == "S3"
    complaints = [one for person in staff.values() for one in person.watched.complaints]
    assert complaints == []


def choose(organization, staff):
    """Sheet, canvas, triage, and marks by three people who do not see each other's."""
    owner, told = staff["owner"], chapter("choosing")
    search = told["use_cases"][0]
    owner.open("/use-cases/new/?library=UC-01")
    owner.send(name=search["sheet"]["name"], owner_name="松永 誠")
    use_case = UseCase.objects.get(organization=organization)
    owner.open(f"/use-cases/{use_case.pk}/canvas/")
    owner.send(**search["canvas"])
    owner.open(f"/use-cases/{use_case.pk}/triage/")
    owner.send(**search["triage"])
    owner.open("/portfolio/")
    owner.press("/portfolio/scoring/open/")
    round_ = organization.score_rounds.get()
    for who in ("owner", "viewer", "quality"):
        staff[who].open(f"/portfolio/scoring/{round_.pk}/{use_case.pk}/")
        staff[who].send(value=4, feasible=4, data=3, wrong=2, measurable=4)
    owner.open("/portfolio/")
    owner.press(f"/portfolio/scoring/{round_.pk}/close/")
    assert "n=3" in owner.text()
    return use_case


def plan_and_freeze(organization, staff, use_case, folder):
    """KPIs, the baseline from a file, the plan, its hash."""
    owner, today = staff["owner"], timezone.localdate()
    for kpi in chapter("pilot")["kpis"][:3]:
        draft = {name: value for name, value in kpi["draft"].items() if name != "target_on"}
        if kpi["id"] == "K-R-03":
            draft = {"role": "secondary"}
        owner.open(f"/use-cases/{use_case.pk}/kpis/new/?kpi={kpi['id']}")
        owner.send(**draft)
    import_readings(owner, use_case, folder / "baseline.csv", is_baseline=True)
    owner.open(f"/use-cases/{use_case.pk}/pilot/plan/")
    owner.send(
        design="paired_log", min_effect="20%", kill_number="5%", kill_text="文書の整備に戻る", quality_margin="15%",
        severe_tolerance="10%", expected_sd="0.6", expected_rho="0.6", expected_source="予備測定", n_planned=72,
        n_baseline=48, baseline_from=today - timedelta(days=35), baseline_to=today - timedelta(days=7),
        pilot_from=today, pilot_to=today + timedelta(days=60), decide_on=today + timedelta(days=70),
        arms="同じ調べものを両方で", measured_by="品質技術課",
    )  # fmt: skip
    owner.open(f"/use-cases/{use_case.pk}/pilot/")
    owner.press("/pilot/freeze/")
    plan = frozen_plan(use_case)
    assert plan.frozen_sha256[:12] in owner.text()


def prove_the_start(organization, staff, use_case):
    """The evaluation and the cost plan as evidence, the data cleared, the usage rule read."""
    owner = staff["owner"]
    owner.open(f"/use-cases/{use_case.pk}/")
    owner.send(run=organization.runs.get().pk)
    owner.send(plan=organization.cost_plans.get().pk)
    rules.clear_the_data(organization, use_case.system, people_of(organization))
    answer(owner, use_case, "G1", "G1-C8", "質問集の確認者の一覧", fact_0=True)


def request_the_pilot(organization, staff, use_case):
    """Draft, submit, five reviews with their checklists, the decision."""
    staff["owner"].open(f"/use-cases/{use_case.pk}/ringi/")
    staff["owner"].send(
        gate="G1", title="PoCの実施", purpose="正味の時間を20%以上短くする。", amount_jpy=2400000, initial_jpy=2100000,
        yearly_jpy=300000, exit_condition="正味の短縮が5%未満なら中止", safety="保全・検査の作業者",
    )  # fmt: skip
    ringi = organization.ringi.get()
    staff["owner"].press("/submit/")
    for function in FUNCTIONS:
        points = [one.id for one in library().ringi.function(function).checklist]
        staff[function].open(f"/ringi/{ringi.pk}/")
        staff[function].send(state="agreed", checklist=points)
    staff["approver"].open(f"/ringi/{ringi.pk}/")
    staff["approver"].send(state="approved")
    ringi.refresh_from_db()
    assert ringi.state == RingiState.APPROVED


def measure(staff, use_case, folder):
    """Readings with AI from a file, a deviation, and the effect against the frozen plan."""
    owner = staff["owner"]
    import_readings(owner, use_case, folder / "pilot.csv", is_baseline=False)
    owner.open(f"/use-cases/{use_case.pk}/deviations/")
    owner.send(
        kind="unfavourable", on=timezone.localdate(), what="熟練者では短縮がほとんどない", why="置き場所を覚えている",
        effect="初級・中級者に限って見込む",
    )  # fmt: skip
    owner.open(f"/use-cases/{use_case.pk}/effect/")
    assert "確定" in owner.text()
    assert frozen_plan(use_case).frozen_sha256[:12] in owner.text()


def get_ready(organization, staff, use_case):
    """Roles, risks, training, drills and vendors as the sample has them; the last musts on their pages."""
    people = people_of(organization)
    create_use_case(organization, UseCaseDraft("翻訳", library_id="UC-16"), people["owner"])
    operation.name_roles(organization, people)
    operation.prepare_operation(organization, people)
    vendors.record_vendors(organization, people)
    rules.declare_requirements(organization, people)
    vendors.prepare_ways_out(organization, people)
    rules.keep_watch(organization, people)
    for item in ("OR-06", "OR-13"):
        staff["owner"].open(f"/governance/readiness/{item}/edit/")
        staff["owner"].send(
            state="done", owner_name="江口 亮", done_on=timezone.localdate(), due_on="", evidence="運用手順書"
        )
    answer(staff["owner"], use_case, "G3", "G3-C2", "費用計画の感度の図", fact_0=True)


def show_what_came_of_it(staff, use_case):
    """Actuals with their source, the futures, the next use case, and what management tolerates."""
    owner = staff["owner"]
    report = "運用6か月報告書"
    answer(owner, use_case, "G4", "G4-C1", report, fact_0=6, fact_1=True)
    answer(owner, use_case, "G4", "G4-C2", report, fact_0=4)
    answer(owner, use_case, "G4", "G4-C4", report, fact_0=True)
    owner.open("/governance/dependence/tolerance/")
    owner.send(vendor_index_max=0.9, origin_index_max=0.9)


def import_readings(owner, use_case, path, *, is_baseline):
    """Write the sample's readings with days that fit a plan frozen today, and take them over."""
    header, *rows = readings()
    period, today = header.index("時期"), timezone.localdate()
    chosen = [row for row in rows if (row[period] == "ベースライン") == is_baseline]
    days = [today - timedelta(days=30 - at % 21) if is_baseline else today for at in range(len(chosen))]
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(
            [header, *([day.isoformat(), *row[1:]] for day, row in zip(days, chosen, strict=True))]
        )
    owner.open(f"/use-cases/{use_case.pk}/readings/import/")
    owner.send(kind="tasks", file=path)
    owner.press("/take/")


def answer(owner, use_case, gate, criterion, source, **facts):
    owner.open(f"/use-cases/{use_case.pk}/gates/{gate}/{criterion}/")
    owner.send(**facts, source_text=source)


def decide(person, use_case, gate, outcome, **more):
    """Decide on the page as it is recommended there."""
    person.open(f"/use-cases/{use_case.pk}/gates/{gate}/")
    person.send(outcome=outcome, reason="基準がそろった。", whose_safety="保全・検査の作業者", **more)
    decision = use_case.decisions.get(gate=gate)
    assert decision.outcome == outcome
    assert decision.recommended == outcome, decision.snapshot
