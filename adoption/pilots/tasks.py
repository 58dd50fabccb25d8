"""One timed task as a value, read from the cells of a form, a file or a message and checked against itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from adoption.pilots.columns import CellProblem, Column, read_cells
from language.text import Text

PERIODS = {
    "baseline": Text("ベースライン", "Baseline"),
    "pilot": Text("試行", "Pilot"),
}
ARMS = {"without": Text("AIなし", "Without AI"), "with": Text("AIあり", "With AI")}
DIFFICULTIES = {
    "easy": Text("易しい", "Easy"),
    "normal": Text("普通", "Normal"),
    "hard": Text("難しい", "Hard"),
}
SKILLS = {
    "novice": Text("初級", "Novice"),
    "experienced": Text("中級", "Experienced"),
    "expert": Text("熟練", "Expert"),
}
MOST_MINUTES = 10_000
PARTS = ("prompt_minutes", "wait_minutes", "review_minutes", "rework_minutes")

_MINUTES = Text(
    "分。かからなかったときは0。分からないときは空欄。", "Minutes; 0 when it took none, empty when unknown."
)

COLUMNS: tuple[Column, ...] = (
    Column(
        "key",
        Text("作業番号", "Task"),
        "label",
        Text("同じ番号の行は二重に取り込みません。", "A row with the same number is never taken twice."),
        True,
        most=60,
    ),
    Column("on", Text("日付", "Date"), "date", Text("作業した日。", "The day of the work."), True),
    Column(
        "period",
        Text("時期", "Period"),
        "word",
        Text("AI導入前の測定か、試行か。", "Before AI, or during the pilot."),
        True,
        PERIODS,
    ),
    Column("arm", Text("AIの利用", "Arm"), "word", Text("AIあり・なし。", "With or without AI."), True, ARMS),
    Column(
        "person",
        Text("担当者の記号", "Person (code)"),
        "pseudonym",
        Text("氏名は書かず、P01のような記号だけ。", "Never a name: a code such as P01."),
        True,
        most=20,
    ),
    Column(
        "pair",
        Text("対応", "Pair"),
        "label",
        Text("比べる作業どうしに同じ記号。", "The same label for tasks that are compared."),
        most=60,
    ),
    Column(
        "sequence",
        Text("順番", "Order"),
        "count",
        Text("クロスオーバーの1期目・2期目。", "Period 1 or 2 of a crossover."),
        most=2,
    ),
    Column("group", Text("ライン・拠点", "Line or site"), "label", Text("任意。", "Optional."), most=40),
    Column(
        "difficulty",
        Text("難易度", "Difficulty"),
        "word",
        Text("空欄は普通。", "Empty means normal."),
        False,
        DIFFICULTIES,
    ),
    Column("skill", Text("習熟度", "Skill"), "word", Text("任意。", "Optional."), False, SKILLS),
    Column(
        "baseline_minutes",
        Text("AIなしの時間(分)", "Minutes without AI"),
        "number",
        _MINUTES,
        most=MOST_MINUTES,
    ),
    Column(
        "prompt_minutes",
        Text("入力・作業(分)", "Prompting and work (min)"),
        "number",
        _MINUTES,
        most=MOST_MINUTES,
    ),
    Column("wait_minutes", Text("待ち(分)", "Waiting (min)"), "number", _MINUTES, most=MOST_MINUTES),
    Column("review_minutes", Text("確認(分)", "Review (min)"), "number", _MINUTES, most=MOST_MINUTES),
    Column("rework_minutes", Text("手直し(分)", "Rework (min)"), "number", _MINUTES, most=MOST_MINUTES),
    Column(
        "is_correct",
        Text("正しかった", "Correct"),
        "yes_no",
        Text("判定していないときは空欄。", "Empty when nobody judged it."),
    ),
    Column(
        "is_severe",
        Text("重大な誤り", "Severe error"),
        "yes_no",
        Text(
            "QAの一覧に当たる誤り。判定していないときは空欄。", "On QA's list; empty when nobody judged it."
        ),
    ),
    Column("note", Text("備考", "Note"), "text", Text("任意。氏名は書かない。", "Optional; never a name.")),
    Column(
        "plan",
        Text("計画の番号", "Plan"),
        "label",
        Text("凍結した測定計画のハッシュの先頭12文字。", "First 12 characters of the frozen plan's hash."),
        most=64,
    ),
)


@dataclass(frozen=True)
class TaskDraft:
    """One task; minutes are None where nothing was measured."""

    key: str
    on: date
    period: str
    arm: str
    person: str
    pair: str = ""
    sequence: int | None = None
    group: str = ""
    difficulty: str = "normal"
    skill: str = ""
    baseline_minutes: float | None = None
    prompt_minutes: float | None = None
    wait_minutes: float | None = None
    review_minutes: float | None = None
    rework_minutes: float | None = None
    is_correct: bool | None = None
    is_severe: bool | None = None
    note: str = ""
    plan: str = ""


def read_task(cells: Mapping[str, str]) -> tuple[TaskDraft | None, tuple[CellProblem, ...]]:
    """Return the task, or None and every problem: of single cells first, of cells beside each other then.

    >>> draft, problems = read_task({"key": "1", "on": "2026-10-01", "period": "試行", "arm": "AIあり", "person": "P01",
    ...     "prompt_minutes": "6", "wait_minutes": "0", "review_minutes": "4", "rework_minutes": "2"})
    >>> draft.arm, draft.rework_minutes, problems
    ('with', 2.0, ())
    """
    values, problems = read_cells(COLUMNS, cells)
    if problems:
        return None, problems
    given: dict[str, Any] = {name: value for name, value in values.items() if value is not None}
    draft = TaskDraft(**given)
    problems = tuple(_inconsistent(draft))
    return (None, problems) if problems else (draft, ())


def _inconsistent(draft: TaskDraft) -> Iterator[CellProblem]:
    given = [getattr(draft, name) is not None for name in PARTS]
    if draft.period == "baseline" and draft.arm == "with":
        yield CellProblem(
            "arm", Text("ベースラインはAIなしで測ります。", "A baseline is measured without AI.")
        )
    if draft.arm == "without" and any(given):
        yield CellProblem(
            "prompt_minutes",
            Text(
                "AIなしの作業では「AIなしの時間」だけを入力してください。",
                "Work without AI has only the minutes without AI.",
            ),
        )
    elif any(given) and not all(given):
        yield CellProblem(
            PARTS[given.index(False)],
            Text(
                "入力・待ち・確認・手直しの4つがそろわないと正味の時間になりません。かからなかったものは0を入力してください。",
                "Net time needs prompting, waiting, review and rework; enter 0 for what took none.",
            ),
        )
    judged = draft.is_correct is not None or draft.is_severe is not None
    if not any(given) and draft.baseline_minutes is None and not judged:
        yield CellProblem(
            "", Text("時間も判定もない行です。", "The row has neither minutes nor a judgement.")
        )
    if sum(getattr(draft, name) or 0 for name in PARTS) == 0 and all(given):
        yield CellProblem("prompt_minutes", Text("合計が0分です。", "The minutes add up to zero."))
    if draft.baseline_minutes == 0:
        yield CellProblem(
            "baseline_minutes", Text("0分の作業は比べられません。", "Zero minutes cannot be compared.")
        )
    if draft.is_correct and draft.is_severe:
        yield CellProblem(
            "is_severe",
            Text("正しい作業に重大な誤りはありません。", "What was correct holds no severe error."),
        )
