"""The line from documents to the workbook. Every step finds what an earlier start left and goes on from there."""

import subprocess
import sys
import time
from dataclasses import dataclass, field
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from rich.console import Console

from accounts.models import Organization, User
from adoption.models import UseCase
from adoption.services.evidence import link_cost_plan, link_evaluation
from adoption.services.throughput import hand_over
from adoption.services.use_cases import create_use_case
from config.demo import company
from config.demo.bill import attach_bill
from config.demo.candidates import API_KEY, GENERATORS, add_candidates
from config.demo.certainty import ask_simulation, study_size
from config.demo.clock import Log
from config.demo.cost_plans import main_plan, worked_plans
from config.demo.money import enter_prices
from config.demo.price_book import enter_price_rows
from config.demo.progress import watch_documents, watch_run
from config.demo.results import print_accounts
from config.demo.story.telling import tell_history, tell_the_present
from config.processes import Process, all_processes
from evaluations.models import Answer, Candidate, Document, Run, TestSet
from evaluations.running.instructions import PROMPT_VERSION
from evaluations.services.runs import RunOptions, corpus_sha256, resume_run, retry_failed, start_run
from evaluations.states import ANSWER_HELD, ANSWER_UNHEARD, DocumentState, RunState
from evaluations.weights.store import locate
from language.text import Text
from reports.models import ReportFile
from reports.services import request_report
from reports.states import ReportState
from tco.models import CostPlan, Simulation

WEIGHTS = (*GENERATORS, "multilingual-e5-small", "all-minilm-l6-v2")
REPORT_PATIENCE_S = 180
SIMULATION_PATIENCE_S = 300
# Fixed before the first answer. 68 questions usually show a margin of 13.5 points for equals, and no smaller one; a
# company that wants 5 points needs about 500 questions.
MARGIN = Decimal("0.15")
CAP_JPY = 100


class DemoFailed(Exception):
    """A step that did not work; the message says which and why."""


@dataclass
class Line:
    """State of one start of the demo."""

    console: Console
    language: str
    fresh: bool = False
    log: Log = field(default_factory=Log)
    accounts: list[company.Account] = field(default_factory=list)
    processes: list[Process] = field(default_factory=list)

    def run(self) -> ReportFile:
        """Do every step in order; the first that fails ends the line with its reason."""
        self.prepare_weights()
        self.start_processes()
        organization, user = self.found()
        self.tell_history(organization)
        documents = self.read_documents(organization, user)
        test_set = self.take_test_set(organization, user)
        candidates = self.take_candidates(organization, user)
        self.evaluation = self.evaluate(organization, user, test_set, candidates, documents)
        self.take_prices(organization, user)
        self.plan = self.calculate(organization, user)
        self.compare_with_bill(user)
        self.judge_certainty(user)
        self.use_case = self.gather_evidence(organization, user)
        self.decide(organization)
        return self.report(user)

    def prepare_weights(self) -> None:
        with self.log.step("モデルの準備(照合・変換)", "Prepare models (check, convert)") as step:
            missing = [key for key in WEIGHTS if locate(key, settings.WEIGHTS_CACHE) is None]
            if missing:
                # In a process of its own: torch and its memory go away with it.
                command = [sys.executable, "manage.py", "prepare_weights", *missing]
                if subprocess.run(command, cwd=settings.BASE_DIR, check=False).returncode:
                    raise DemoFailed("the models could not be prepared; the reason stands above")
            step.done = Text(
                f"{len(WEIGHTS)}件(今回{len(missing)}件)", f"{len(WEIGHTS)} ({len(missing)} now)"
            )

    def start_processes(self) -> None:
        with self.log.step("プロセスの起動", "Start processes") as step:
            self.processes = all_processes()
            started = [process.name for process in self.processes if process.start()]
            names = ", ".join(process.name for process in self.processes)
            step.done = Text(f"{names}(今回{len(started)}件)", f"{names} ({len(started)} now)")

    def found(self) -> tuple[Organization, User]:
        with self.log.step("会社と利用者", "Company and people") as step:
            organization, self.accounts = company.found_company()
            step.done = Text(
                f"{organization.name} {len(self.accounts)}名",
                f"{organization.name_en}, {len(self.accounts)} people",
            )
        # At once: who stops or kills the demo from here on can still sign in.
        print_accounts(self.console, self.accounts, self.language)
        return organization, company.owner_of(organization)

    def tell_history(self, organization: Organization) -> None:
        with self.log.step(
            "見本の経過(試行・統制・稟議)", "Story so far (pilot, governance, request)"
        ) as step:
            is_new = tell_history(organization)
            step.done = Text("23週間分を記録", "23 weeks told") if is_new else Text("記録済み", "told before")

    def read_documents(self, organization: Organization, user: User) -> list[Document]:
        with self.log.step("資料の読み取り", "Read documents") as step:
            added = company.add_documents(organization, user)
            documents = watch_documents(added, self.console, self.language, self._check_processes)
            refused = [d for d in documents if d.state == DocumentState.REFUSED]
            if refused:
                reasons = "; ".join(f"{d.name}: {(d.refusal or {}).get(self.language)}" for d in refused)
                raise DemoFailed(reasons)
            passages = sum(document.passages.count() for document in documents)
            notices = sum(len(document.notices) for document in documents)
            step.done = Text(
                f"{len(documents)}件 → {passages}段落、注意{notices}件",
                f"{len(documents)} → {passages} passages, {notices} notices",
            )
        return documents

    def take_test_set(self, organization: Organization, user: User) -> TestSet:
        with self.log.step("質問集の取り込みと確定", "Import and freeze test set") as step:
            test_set = company.add_test_set(organization, user)
            count = test_set.items.count()
            digest = test_set.content_hash[:12]
            step.done = Text(f"{count}問 sha256 {digest}…", f"{count} questions, sha256 {digest}…")
        return test_set

    def take_candidates(self, organization: Organization, user: User) -> list[Candidate]:
        with self.log.step("候補モデルと単価", "Candidates and prices") as step:
            candidates = list(add_candidates(organization, user))
            served = next(one for one in candidates if one.key == API_KEY)
            enter_prices(organization, user, served, company.FOLDER / "assumptions.yaml")
            names = ", ".join(candidate.name for candidate in candidates)
            step.done = Text(names, names)
        return candidates

    def evaluate(
        self,
        organization: Organization,
        user: User,
        test_set: TestSet,
        candidates: list[Candidate],
        documents: list[Document],
    ) -> Run:
        with self.log.step("検索・回答・採点", "Search, answer, score") as step:
            run = self._unfinished_or_same(organization, test_set, documents)
            if run is None:
                run = start_run(
                    organization,
                    user,
                    "サンプル評価",
                    test_set,
                    candidates,
                    evidence_characters=company.EVIDENCE_CHARACTERS,
                    options=self._options(),
                )
            elif run.state in (RunState.FAILED, RunState.CANCELLED):
                retry_failed(run, user)
            elif run.state == RunState.PAUSED or run.pause_requested:
                resume_run(run, user)
            run = watch_run(run, self.console, self.language, self._check_processes)
            if run.state != RunState.DONE:
                reason = (run.failure or run.pause_reason or {}).get(self.language)
                raise DemoFailed(f"the evaluation ended as {run.state}: {reason}")
            step.done = self._count(run)
        return run

    def take_prices(self, organization: Organization, user: User) -> None:
        with self.log.step("単価台帳", "Price book") as step:
            new = len(enter_price_rows(organization, user))
            count = organization.price_rows.count()
            step.done = Text(f"{count}件(今回{new}件)", f"{count} rows ({new} now)")

    def calculate(self, organization: Organization, user: User) -> CostPlan:
        with self.log.step("費用計画", "Cost plans") as step:
            _alone, self.base = worked_plans(organization, user)
            plan = main_plan(organization, user)
            measured = hand_over(self.evaluation, plan, user)
            plan.refresh_from_db()
            step.done = _counted(plan, has_tokens=measured is not None)
        return plan

    def compare_with_bill(self, user: User) -> None:
        with self.log.step("計画と請求の比較", "Plan against bill") as step:
            bill = attach_bill(self.plan, user)
            rows = bill.rows if bill else 0
            step.done = Text(f"架空の請求 {rows}行", f"fictional bill, {rows} charges")

    def judge_certainty(self, user: User) -> None:
        with self.log.step("GPUの見積とシミュレーション", "Sizing and simulation") as step:
            study_size(self.plan, user)
            simulation = self._wait_for_simulation(ask_simulation(self.plan, user))
            count = simulation.draws
            step.done = Text(f"{count:,}回の試行", f"{count:,} draws")

    def gather_evidence(self, organization: Organization, user: User) -> UseCase:
        with self.log.step("判定の証拠", "Evidence for the gate") as step, transaction.atomic():
            use_case = UseCase.objects.filter(
                organization=organization, library_id=company.USE_CASE.library_id
            ).first()
            if use_case is None:
                use_case = create_use_case(organization, company.USE_CASE, user)
            link_evaluation(use_case, self.evaluation, user)
            link_cost_plan(use_case, self.plan, user)
            count = use_case.evidence.filter(superseded=False).count()
            step.done = Text(f"{count}件を紐付け", f"{count} facts linked")
        return use_case

    def decide(self, organization: Organization) -> None:
        with self.log.step("今日の判定", "Decisions of today") as step:
            made = tell_the_present(organization, self.base)
            gates = ", ".join(f"{one.gate} {one.outcome}" for one in made)
            step.done = Text(gates or "判定済み", gates or "decided before")

    def report(self, user: User) -> ReportFile:
        with self.log.step("稟議用Excel", "Management workbook") as step:
            report = request_report(
                self.use_case, user, self.language, run=self.evaluation, plan=self.plan, gate=company.GATE
            )
            report = self._wait_for(report)
            step.done = Text(f"sha256 {report.sha256[:12]}…", f"sha256 {report.sha256[:12]}…")
        return report

    def _unfinished_or_same(
        self, organization: Organization, test_set: TestSet, documents: list[Document]
    ) -> Run | None:
        """The latest run over the same questions and documents: finished or not, it is never done twice."""
        if self.fresh:
            return None
        same = Run.objects.filter(
            organization=organization,
            test_set=test_set,
            corpus_sha256=corpus_sha256(documents),
            prompt_version=PROMPT_VERSION,
            evidence_characters=company.EVIDENCE_CHARACTERS,
        )
        return same.first()

    def _options(self) -> RunOptions:
        """A fresh evaluation asks every question again: nothing remembered can be measured."""
        return RunOptions(
            cap_microyen=CAP_JPY * 1_000_000,
            reference_key=API_KEY,
            margin=MARGIN,
            use_cache=not self.fresh,
        )

    def _check_processes(self) -> None:
        """A process that died is started again; what it held is taken over after its lease."""
        for process in self.processes:
            if process.find() is None:
                process.start()

    def _count(self, run: Run) -> Text:
        answers = Answer.objects.filter(run_candidate__run=run)
        held = answers.filter(state__in=ANSWER_HELD).count()
        unheard = answers.filter(state__in=ANSWER_UNHEARD).count()
        return Text(f"回答{held}件、回答を得られず{unheard}件", f"{held} answers, {unheard} not heard")

    def _wait_for_simulation(self, simulation: Simulation) -> Simulation:
        end = time.monotonic() + SIMULATION_PATIENCE_S
        while time.monotonic() < end:
            simulation.refresh_from_db()
            if simulation.is_done:
                return simulation
            if not simulation.is_active:
                raise DemoFailed(f"the simulation failed: {simulation.error.in_(self.language)}")
            self._check_processes()
            time.sleep(0.5)
        raise DemoFailed("the simulation was not finished in time; see var/log/worker-office.log")

    def _wait_for(self, report: ReportFile) -> ReportFile:
        end = time.monotonic() + REPORT_PATIENCE_S
        while time.monotonic() < end:
            report.refresh_from_db()
            if report.state == ReportState.READY:
                return report
            if report.state == ReportState.FAILED:
                raise DemoFailed(f"the workbook was not made: {(report.failure or {}).get(self.language)}")
            time.sleep(0.5)
        raise DemoFailed("the workbook was not made in time; see var/log/worker-office.log")


def _counted(plan: CostPlan, *, has_tokens: bool) -> Text:
    options, priced = len(plan.shape.options), plan.assumptions.filter(price_row__isnull=False).count()
    tokens = Text("実測トークンと", "measured tokens and ") if has_tokens else Text("", "")
    return Text(
        f"{options}案、版{plan.revision}({tokens.ja}単価台帳の{priced}件を反映)、例題2件",
        f"{options} options, revision {plan.revision} ({tokens.en}{priced} prices of the book), 2 worked cases",
    )
