"""What drafting questions will take, before it starts: passages read, drafts asked for and tried, as a range."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from django.db.models import Avg, Count, Max
from django.db.models.functions import Length

from accounts.models import Organization
from evaluations.models import Call, Candidate, DraftJob, Passage
from evaluations.pricing.forecast import TOKENS_PER_WIDTH_LOW, Range
from evaluations.pricing.work import PromptSize, Sizes, Step, asked_again, size_of, sizes_of, step_of
from evaluations.running.prompt import Source, build_messages
from evaluations.sending.policy import CLASS_WORDS, highest
from evaluations.services.cap_forecast import CapWords
from evaluations.services.draft_maker import SEARCHED, draft_settings, language_of, title_of
from evaluations.services.draft_order import MOST_AT_ONCE, DraftOrder, drawn_passages
from evaluations.services.opening import snapshot_of
from evaluations.services.past_answers import Past
from evaluations.services.past_work import past_of_calls
from evaluations.services.policy import Gatekeeper, Material
from evaluations.services.pricing import pricing_of
from evaluations.services.work_estimates import PolicyAnswer, Work, WorkEstimate, estimate_work, withheld_of
from evaluations.states import CallPurpose, DocumentState, DraftState, ReasoningMode
from evaluations.testsets.drafting.plan import focus_of, kind_for
from evaluations.testsets.drafting.prompts import (
    DRAFT_TOKENS,
    REPAIR,
    TRY_TOKENS,
    closed_book_messages,
    draft_messages,
)
from language.text import Text

# Of the drafts of a model that has not drafted here yet, every second one is taken to pass its checks.
KEPT_SHARE = 0.5
JOBS_LOOKED_AT = 5
USUAL_QUESTION = 30  # full-width characters
LONGEST_QUESTION = round(DRAFT_TOKENS / TOKENS_PER_WIDTH_LOW)
DRAFTS = Text("質問の作成", "Drafting")
DRAFTS_AGAIN = Text("読み取れなかったときの聞き直し", "Asking again where it cannot be read")
TRIES_CLOSED = Text("資料なしで答えられないかの確認", "Trying the question without any document")
TRIES_ABSENT = Text("資料に答えがないことの確認", "Trying a question that must have no answer")
STOPS = Text(
    "送信ポリシーにより、機密区分「{label}」の段落を {name} に送ることは許可されていません。"
    "読む順で{place}番目の段落がこれに当たるため、作成はそこで止まります。"
    "この機密区分の資料を外すか、このマシンで動くモデルを選んでください。",
    "The sending policy does not allow {label} passages to go to {name}. The passage that is read as number {place} is "
    "one, so drafting stops there. Leave documents of this class out, or choose a model on this machine.",
)
WORDS = CapWords(
    not_one_fits=Text(
        "今月の上限額の残り{room}円では、最も長い呼び出しの最大額{need}円を確保できないため、作成を始められません。何も送信していません。"
        "月の上限額を引き上げるか、別のモデルを選んでください。",
        "The {room} yen left under the month's cap do not hold the {need} yen that the longest call may cost at "
        "most, so drafting is not started. Nothing was sent. Raise the month's cap, or choose another model.",
    ),
    may_stop=Text(
        "最大の見積り{high}円が、今月の上限額の残り{room}円を超えています。すべての呼び出しが最大額になったとしても、"
        "{total}回の呼び出しのうち少なくとも{fits}回は送信できます。上限額に達すると止まり、作成済みの質問は保存されます。",
        "The highest estimate of {high} yen is above the {room} yen left under the month's cap. Even if every call "
        "cost its most, at least {fits} of {total} calls would be made. At the cap drafting stops and keeps its "
        "drafts.",
    ),
    will_stop=Text(
        "見込みの費用{expected}円が今月の上限額の残り{room}円を超えているため、途中で止まる見込みです。",
        "The expected cost of {expected} yen is above the {room} yen left under the month's cap: drafting will "
        "probably stop.",
    ),
    no_cap=Text(
        "有料のモデルですが、今月の上限額が設定されていません。上限額の設定をお勧めします。",
        "The model is paid, and this month has no cap. Setting one is advised.",
    ),
)


@dataclass(frozen=True)
class DraftingEstimate:
    """So many questions, out of how many passages, and what that takes. `kept_share`: of drafts that pass."""

    wanted: int
    passages: Range
    kept_share: float
    is_share_measured: bool
    work: WorkEstimate


@dataclass(frozen=True)
class _Earlier:
    kept_share: float
    past: Past | None


@dataclass(frozen=True)
class _Reach:
    """How far the reading can go: every passage, or up to the first that the policy keeps back."""

    drawn: Sequence[int]
    refused: Mapping[int, str]  # by passage

    @property
    def open(self) -> int:
        """Passages before the first that is refused."""
        return next((n for n, pk in enumerate(self.drawn) if pk in self.refused), len(self.drawn))

    @property
    def most(self) -> int:
        """Those that are in hand together with the first refused one may still be sent."""
        return sum(pk not in self.refused for pk in self.drawn[: self.open + MOST_AT_ONCE])

    def passages(self, wanted: int, kept_share: float) -> Range:
        low = min(wanted, self.open)
        return Range(low, max(low, min(ceil(wanted / kept_share), self.open)), self.most)


def estimate_drafting(organization: Organization, order: DraftOrder) -> DraftingEstimate:
    """Foresee the drafting; raise EvaluationRefused for an order that cannot be filled."""
    owners = {order.candidate.organization_id, *(document.organization_id for document in order.documents)}
    if owners - {organization.pk}:
        raise PermissionError("an estimate never mixes organisations")
    drawn, snapshot = drawn_passages(order), snapshot_of(order.candidate)
    gate = Gatekeeper(organization.pk, snapshot)
    reach = _Reach(drawn, _refused(gate, drawn))
    earlier = _earlier(order.candidate)
    share = earlier.kept_share if earlier else KEPT_SHARE
    passages = reach.passages(order.wanted, share)
    calls = {pk: drawn.count(pk) for pk in reach.refused}
    work = Work(
        candidate=order.candidate,
        pricing=pricing_of(organization.pk, snapshot),
        steps=_steps(organization, order, drawn, passages),
        policy=PolicyAnswer(gate.destination, len(drawn), withheld_of(reach.refused, calls)),
        words=WORDS,
        past=earlier.past if earlier else None,
        warnings=_stops(reach, gate),
    )
    estimate = estimate_work(organization, work)
    return DraftingEstimate(order.wanted, passages, share, earlier is not None, estimate)


def _refused(gate: Gatekeeper, drawn: Sequence[int]) -> dict[int, str]:
    """The passages that may not be sent, with the class that stands in the way."""
    rows = Passage.objects.filter(pk__in=set(drawn)).values_list("pk", "document_id")
    return gate.foreseen({pk: Material((document_id,)) for pk, document_id in rows})


def _stops(reach: _Reach, gate: Gatekeeper) -> tuple[Text, ...]:
    if not reach.refused:
        return ()
    label, name = CLASS_WORDS[highest(reach.refused.values())], gate.destination.name
    return (
        Text(
            STOPS.ja.format(label=label.ja, name=name, place=reach.open + 1),
            STOPS.en.format(label=label.en, name=name, place=reach.open + 1),
        ),
    )


def _steps(
    organization: Organization, order: DraftOrder, drawn: Sequence[int], passages: Range
) -> tuple[Step, ...]:
    """A draft for each passage, once more where it cannot be read, and one try of what passed the rules."""
    reasoning = order.candidate.reasoning_mode
    reasons = reasoning not in ("", ReasoningMode.OFF)
    found = Passage.objects.select_related("document").in_bulk(set(drawn))
    language = next((language_of(passage) for passage in found.values()), "ja")
    draft = step_of(DRAFTS, passages, _draft_sizes(order, drawn, found), reasons)
    ends = (passages.low, passages.expected, passages.high)
    absent = Range(*(_unanswerable(round(end), len(drawn)) for end in ends))
    closed = Range(*(end - _unanswerable(round(end), len(drawn)) for end in ends))
    title = max((len(title_of(passage)) for passage in found.values()), default=0)
    tried = _Tries(organization, order, language, title)
    return (
        draft,
        asked_again(DRAFTS_AGAIN, draft, Range(0, 0, passages.high), REPAIR[language]),
        step_of(TRIES_CLOSED, closed, tried.closed(), reasons),
        step_of(TRIES_ABSENT, absent, tried.absent(), reasons),
    )


def _unanswerable(read: int, drawn: int) -> int:
    """How many of the first passages are read for a question that must have no answer: every sixth."""
    return sum(kind_for(number, drawn, "") == "unanswerable" for number in range(read))


def _draft_sizes(order: DraftOrder, drawn: Sequence[int], found: Mapping[int, Passage]) -> Sizes:
    """Measure every prompt as it would be sent; a passage that was deleted meanwhile is not."""
    sizes = []
    for number, passage in ((n, found[pk]) for n, pk in enumerate(drawn) if pk in found):
        kind = kind_for(number, len(drawn), passage.text)
        focus = focus_of(passage.text, kind, f"{order.seed}:{number}")
        asked = draft_messages(
            kind, title_of(passage), passage.text, language_of(passage), focus.shown, focus.amount
        )
        settings = draft_settings(DRAFT_TOKENS, order.seed, order.candidate.reasoning_mode, kind)
        sizes.append(size_of(asked, settings))
    return sizes_of(sizes)


class _Tries:
    """Prompts of questions that nobody has written yet: of a usual length, and of the longest a draft can have."""

    def __init__(self, organization: Organization, order: DraftOrder, language: str, title: int) -> None:
        self.organization = organization
        self.language = language
        self.title = title  # characters of the longest among the passages drawn
        self.settings = draft_settings(TRY_TOKENS, order.seed, order.candidate.reasoning_mode)

    def closed(self) -> Sizes:
        usual, longest = (
            size_of(closed_book_messages("か" * width, self.language), self.settings)
            for width in (USUAL_QUESTION, LONGEST_QUESTION)
        )
        return _between(usual, longest, longest)

    def absent(self) -> Sizes:
        """The best passages of all documents stand beside the question."""
        ready = Passage.objects.filter(
            document__organization=self.organization, document__state=DocumentState.READY
        )
        found = ready.annotate(long=Length("text")).aggregate(
            n=Count("pk"), mean=Avg("long"), most=Max("long")
        )
        usual, mean_most, most = (
            self._absent(question, round(text or 0), min(SEARCHED, found["n"]))
            for question, text in (
                (USUAL_QUESTION, found["mean"]),
                (LONGEST_QUESTION, found["mean"]),
                (LONGEST_QUESTION, found["most"]),
            )
        )
        return _between(usual, mean_most, most)

    def _absent(self, question: int, text: int, count: int) -> PromptSize:
        sources = [Source(number, "題" * self.title, "文" * text) for number in range(count)]
        return size_of(build_messages("か" * question, sources, self.language), self.settings)


def _between(usual: PromptSize, high: PromptSize, widest: PromptSize) -> Sizes:
    return Sizes(1, usual.width, usual.schema_width, high.bound, widest.bound)


def _earlier(candidate: Candidate) -> _Earlier | None:
    """The latest job of this model that no other job overlapped: its calls name no job."""
    done = DraftJob.objects.filter(candidate=candidate, state=DraftState.DONE, proposed__gt=0)
    for job in done.select_related("test_set").order_by("-pk")[:JOBS_LOOKED_AT]:
        span = (job.created_at, job.finished_at)
        others = DraftJob.objects.filter(organization=job.organization_id).exclude(pk=job.pk)
        if others.filter(created_at__lt=span[1]).exclude(finished_at__lt=span[0]).exists():
            continue
        calls = Call.objects.filter(
            organization=job.organization_id, purpose=CallPurpose.DRAFT, sent_at__range=span
        )
        return _Earlier(job.proposed / job.tried, past_of_calls(calls, str(job.test_set), 0.0))
    return None
