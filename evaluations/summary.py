"""What an evaluation found, as values: pages, gates and the workbook all read these and nothing else."""

from dataclasses import dataclass
from datetime import datetime

from evaluations.figures import DropSummary, Interval, MeasureMean, Rate
from evaluations.providers.settings_taken import left_out_sentence
from evaluations.verdict_summary import VerdictSummary
from language.text import Text

__all__ = [
    "CandidateProgress",
    "CandidateSummary",
    "ComparisonSummary",
    "Rate",
    "RetrieverSummary",
    "RunProgress",
    "RunSummary",
]


@dataclass(frozen=True)
class CandidateSummary:
    """One candidate. A rate is None when nothing was there to judge: never zero.

    `n_answered` counts the answers the candidate gave or would not give (cut short and refused by itself included):
    they are the denominators. Refused by the policy, given up for rate limits and failed were never heard.
    """

    key: str
    name: str
    openness: str  # "open" | "closed"
    is_stand_in: bool
    provider: str
    licence: str
    origin: str
    hardware: str
    n_items: int
    n_answered: int
    n_failed: int
    n_truncated: int
    n_pending: int
    passed: Rate | None
    exact: Rate | None
    critical: Rate | None
    char_f1_mean: float | None
    severe_errors: int
    severe_items: int
    severe_upper95: float | None  # one-sided Clopper-Pearson bound of the severe-error rate
    false_answer: Rate | None  # unanswerable questions that were answered
    over_refusal: Rate | None  # answerable questions that were refused
    input_tokens_mean: float | None
    output_tokens_mean: float | None
    ttft_p50_s: float | None
    ttft_p95_s: float | None
    total_p50_s: float | None
    output_tokens_per_s: float | None
    calls_maybe_billed: int
    failure: Text | None
    n_refused_by_model: int = 0
    n_refused_by_policy: int = 0
    n_rate_limited: int = 0
    n_from_cache: int = 0  # left out of every figure of speed
    n_timed: int = 0
    total_p95_s: float | None = None
    tpot_p50_s: float | None = None
    tpot_p95_s: float | None = None
    cached_tokens_mean: float | None = None
    reasoning_tokens_mean: float | None = None
    energy_j_mean: float | None = None
    cost_jpy: Interval | None = None  # of one question; None: unknown for at least one
    cost_per_correct_jpy: float | None = None
    seconds: Interval | None = None  # of a whole answer
    abstention_risk: Interval | None = None  # weights of the run times the two rates
    consistency: Interval | None = None  # share of the repeated questions with one verdict
    robustness: tuple[DropSummary, ...] = ()
    measures: tuple[MeasureMean, ...] = ()
    left_out: tuple[str, ...] = ()  # settings that some of its answers were made without

    @property
    def left_out_text(self) -> Text | None:
        return left_out_sentence(self.left_out)

    @property
    def is_complete(self) -> bool:
        return self.n_answered == self.n_items

    @property
    def n_unheard(self) -> int:
        """Questions on which the candidate was never heard: in no denominator."""
        return self.n_failed + self.n_refused_by_policy + self.n_rate_limited


@dataclass(frozen=True)
class RetrieverSummary:
    """Retrieval quality over the answerable questions; `left_out` questions have no evidence to find."""

    key: str
    name: str
    n: int
    left_out: int
    recall_at_5: float
    ndcg_at_10: float
    mrr_at_10: float
    evidence_recall: float  # within the character budget of the prompt
    is_used_for_answers: bool


@dataclass(frozen=True)
class ComparisonSummary:
    """Two candidates on the same questions: pass rate of `a` minus that of `b`."""

    a_key: str
    a_name: str
    b_key: str
    b_name: str
    n: int
    difference: float
    low: float
    high: float
    p_value: float
    method: str
    verdict: Text
    is_shown: bool  # the interval excludes zero


@dataclass(frozen=True)
class RunSummary:
    """The whole result of a run."""

    run_id: int
    name: str
    state: str
    finished_at: datetime | None
    test_set: str
    test_set_version: int
    test_set_hash: str
    n_items: int
    n_reviewed: int
    n_documents: int
    n_passages: int
    corpus_sha256: str
    prompt_version: str
    prompt_versions: tuple[str, ...]  # of its candidates: one may have its own
    score_version: str
    answer_retriever: str
    evidence_characters: int
    candidates: tuple[CandidateSummary, ...]
    retrievers: tuple[RetrieverSummary, ...]
    comparisons: tuple[ComparisonSummary, ...]
    smallest_visible_difference: float | None  # with this many questions, at 80 % power
    verdict: VerdictSummary | None = None

    @property
    def best(self) -> CandidateSummary | None:
        """The candidate with the highest pass rate among those that answered everything."""
        complete = [c for c in self.candidates if c.is_complete and c.passed]
        return max(complete, key=lambda c: (c.passed.share if c.passed else 0.0, c.key), default=None)


@dataclass(frozen=True)
class StateCount:
    """So many answers in one state other than plainly answered."""

    state: str
    label: str
    count: int


@dataclass(frozen=True)
class CandidateProgress:
    """`done`: what the candidate said or would not say; `failed`: never heard, in no denominator."""

    key: str
    name: str
    done: int
    failed: int
    running: int
    total: int
    failure: Text | None
    states: tuple[StateCount, ...] = ()


@dataclass(frozen=True)
class RunProgress:
    """Where a run stands; the remaining time is a range, or None while it cannot be told."""

    state: str
    retrieved: int
    to_retrieve: int
    candidates: tuple[CandidateProgress, ...]
    scored: int
    answers_per_minute: float | None
    remaining_low_s: float | None
    remaining_high_s: float | None
    is_active: bool

    @property
    def done(self) -> int:
        return sum(c.done + c.failed for c in self.candidates)

    @property
    def total(self) -> int:
        return sum(c.total for c in self.candidates)
