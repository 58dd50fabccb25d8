"""`manage.py evaluate --organization … --set … --candidates a,b --json`: one evaluation from a script."""

import json
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evaluations.chosen import (
    candidates_named,
    editor_named,
    organization_named,
    retriever_named,
    test_set_named,
)
from evaluations.errors import EvaluationRefused, as_text
from evaluations.following import drive_to_the_end, told_progress, wait_for_workers
from evaluations.metrics.perturbation import KINDS
from evaluations.models import Run
from evaluations.selectors import run_summary, summary_as_json
from evaluations.services.runs import (
    DEFAULT_ANSWER_RETRIEVER,
    DEFAULT_EVIDENCE_CHARACTERS,
    DEFAULT_RETRIEVERS,
    RunOptions,
    start_run,
)
from evaluations.states import RunState
from evaluations.summary import RunSummary

BAD_INPUT, PAUSED, FAILED, INTERRUPTED = 2, 3, 4, 130
EXIT_CODES = {RunState.DONE: 0, RunState.PAUSED: PAUSED, RunState.FAILED: FAILED, RunState.CANCELLED: FAILED}
MOST_JPY = Decimal(10**9)


class Command(BaseCommand):
    help = (
        "Evaluate candidates on a frozen question set and print what was found. Exit codes: 0 finished, "
        "2 refused as asked for (nothing started), 3 paused (cap, unknown price or a person), 4 failed or stopped, "
        "130 interrupted; the run goes on from where it stands."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--organization", required=True, help="short name of the company, as in its addresses"
        )
        parser.add_argument(
            "--set", required=True, dest="test_set", help="question set: name, name@version or number"
        )
        parser.add_argument(
            "--candidates", required=True, type=_words, help="keys or names, separated by commas"
        )
        parser.add_argument(
            "--retrievers", type=_words, default=[], help="keys such as bm25,dense:multilingual-e5-small"
        )
        parser.add_argument(
            "--answer-retriever", default="", help="the one whose passages go into the prompt"
        )
        parser.add_argument(
            "--evidence-characters", type=_within(100, 100_000), default=DEFAULT_EVIDENCE_CHARACTERS
        )
        parser.add_argument(
            "--reference", default="", help="key of the candidate that the others are held against"
        )
        parser.add_argument(
            "--margin", type=_share, help="how much worse is not worse: 0.05 is 5 points of 100"
        )
        parser.add_argument("--cap-jpy", type=_yen, help="the run never spends more than this")
        parser.add_argument(
            "--repeats", type=_within(1, 10), default=1, help="how often a fifth of the questions is asked"
        )
        parser.add_argument(
            "--noise", type=_noise, default=(), help="kinds of Japanese noise: " + ", ".join(KINDS)
        )
        parser.add_argument("--seed", type=_within(0, 2**31 - 1), default=1)
        parser.add_argument("--no-cache", action="store_true", help="ask again what was paid for before")
        parser.add_argument("--name", default="", help="name of the evaluation")
        parser.add_argument("--user", default="", help="e-mail of the person in whose name it starts")
        parser.add_argument(
            "--wait", action="store_true", help="let workers do it and wait, instead of doing it here"
        )
        parser.add_argument(
            "--json", action="store_true", help="print the summary as JSON; progress is on stderr"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            run = _start(options)
        except EvaluationRefused as refusal:
            raise CommandError(refusal.message.en, returncode=BAD_INPUT) from refusal
        self._say(f"evaluation {run.pk}: {run.name}")
        with _interruptible() as interrupted, told_progress(run, self._say):
            if options["wait"]:
                wait_for_workers(run, interrupted.is_set, self._say)
            else:
                drive_to_the_end(run, interrupted.is_set)
        run.refresh_from_db()
        summary = run_summary(run)
        self.stdout.write(
            json.dumps(_with_reasons(run, summary), ensure_ascii=False)
            if options["json"]
            else _lines(run, summary)
        )
        code = EXIT_CODES.get(RunState(run.state), INTERRUPTED)
        if code:
            raise SystemExit(code)

    def _say(self, line: str) -> None:
        self.stderr.write(line)


def _start(options: dict[str, Any]) -> Run:
    organization = organization_named(options["organization"])
    test_set = test_set_named(organization, options["test_set"])
    candidates = candidates_named(organization, options["candidates"])
    retrievers = options["retrievers"] or list(DEFAULT_RETRIEVERS)
    answer_retriever = options["answer_retriever"] or _used_for_answers(retrievers)
    for key in {*retrievers, answer_retriever}:
        retriever_named(organization, key)
    reference = candidates_named(organization, [options["reference"]])[0].key if options["reference"] else ""
    return start_run(
        organization,
        editor_named(organization, options["user"]),
        options["name"] or f"{test_set} · {', '.join(candidate.key for candidate in candidates)}",
        test_set,
        candidates,
        retrievers,
        answer_retriever,
        options["evidence_characters"],
        RunOptions(
            cap_microyen=options["cap_jpy"],
            reference_key=reference,
            margin=options["margin"],
            repeats=options["repeats"],
            perturbations=options["noise"],
            use_cache=not options["no_cache"],
            seed=options["seed"],
        ),
    )


def _used_for_answers(retrievers: list[str]) -> str:
    return DEFAULT_ANSWER_RETRIEVER if DEFAULT_ANSWER_RETRIEVER in retrievers else retrievers[0]


@contextmanager
def _interruptible() -> Iterator[Event]:
    """The first Ctrl-C lets what is in flight end and be kept; a second ends at once."""
    asked = Event()

    def ask(_number: int, _frame: object) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield asked
    finally:
        signal.signal(signal.SIGINT, before)


def _with_reasons(run: Run, summary: RunSummary) -> dict[str, Any]:
    return {
        **summary_as_json(summary),
        "pause_reason": run.pause_reason,
        "run_failure": run.failure,
        "spent_jpy": run.spent_microyen / 1e6,
        "cap_jpy": None if run.cap_microyen is None else run.cap_microyen / 1e6,
    }


def _lines(run: Run, summary: RunSummary) -> str:
    lines = [f"{summary.name}: {run.state}"]
    for reason in (as_text(run.pause_reason), as_text(run.failure)):
        lines += [reason.en] if reason else []
    for one in summary.candidates:
        rate = one.passed
        passed = f"{rate.share:6.1%} [{rate.low:.1%}, {rate.high:.1%}] of {rate.n}" if rate else "not judged"
        lines.append(f"{one.key:<40} {passed}" + (f", {one.n_unheard} not heard" if one.n_unheard else ""))
        lines += [f"  {one.left_out_text.en}"] if one.left_out_text else []
    return "\n".join(lines)


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _noise(text: str) -> tuple[str, ...]:
    words = tuple(_words(text))
    if unknown := [word for word in words if word not in KINDS]:
        raise ValueError(unknown)
    return words


def _within(least: int, most: int) -> Callable[[str], int]:
    """Read a whole number within the bounds of the start form."""

    def number(text: str) -> int:
        value = int(text)
        if not least <= value <= most:
            raise ValueError(text)
        return value

    return number


def _share(text: str) -> Decimal:
    value = _decimal(text)
    if not 0 < value < 1:
        raise ValueError(text)
    return value


def _yen(text: str) -> int:
    """An amount in yen as millionths."""
    value = _decimal(text)
    if not 0 < value <= MOST_JPY:
        raise ValueError(text)
    return int(value * 1_000_000)


def _decimal(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(text) from None
    if not value.is_finite():
        raise ValueError(text)
    return value
