"""Progress bars in the terminal, read from the same rows as the page."""

import time
from collections.abc import Callable

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from evaluations.models import Document, Run
from evaluations.progress import run_progress
from evaluations.states import DocumentState, RunState
from evaluations.summary import RunProgress
from language.text import Text

POLL_S = 1.0
READING = Text("資料の読み取り", "Reading documents")
SEARCHING = Text("検索", "Searching")
WAITING = Text("見積中", "estimating")
LEFT = Text("あと {low:.0f}〜{high:.0f}秒", "{low:.0f}–{high:.0f} s left")


def bars(console: Console) -> Progress:
    return Progress(
        TextColumn("  {task.description:32}"),
        BarColumn(30),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[note]}"),
        console=console,
        # Without a terminal, one final state instead of thousands of lines.
        refresh_per_second=2,
    )


def watch_documents(
    documents: list[Document], console: Console, language: str, check: Callable[[], None]
) -> list[Document]:
    """Wait until a worker has read every document; return them as they are now."""
    ids = [document.pk for document in documents]
    with bars(console) as progress:
        task = progress.add_task(READING.in_(language), total=len(ids), note="")
        while True:
            over = Document.objects.filter(
                pk__in=ids, state__in=[DocumentState.READY, DocumentState.REFUSED]
            ).count()
            progress.update(task, completed=over)
            if over == len(ids):
                return list(Document.objects.filter(pk__in=ids))
            check()
            time.sleep(POLL_S)


def watch_run(run: Run, console: Console, language: str, check: Callable[[], None]) -> Run:
    """Show a run until it is over; `check` raises when a process that it needs is gone."""
    with bars(console) as progress:
        search = progress.add_task(SEARCHING.in_(language), total=len(run.retrievers), note="")
        tasks = {
            c.key: progress.add_task(c.name, total=c.total, note="") for c in run_progress(run).candidates
        }
        while True:
            run.refresh_from_db()
            now = run_progress(run)
            progress.update(search, completed=now.retrieved)
            for candidate in now.candidates:
                note = _note(now, language) if candidate.running else ""
                progress.update(tasks[candidate.key], completed=candidate.done + candidate.failed, note=note)
            if not now.is_active:
                return run
            check()
            time.sleep(POLL_S)


def is_finished(run: Run) -> bool:
    return run.state == RunState.DONE


def _note(now: RunProgress, language: str) -> str:
    if now.remaining_low_s is None or now.remaining_high_s is None or now.answers_per_minute is None:
        return WAITING.in_(language)
    left = LEFT.filled(low=now.remaining_low_s, high=now.remaining_high_s).in_(language)
    unit = Text("問/分", "answers/min").in_(language)
    return f"{now.answers_per_minute:.0f} {unit}  {left}"
