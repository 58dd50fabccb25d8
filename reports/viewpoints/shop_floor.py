"""現場: is it easy, does it save effort, and how much checking does it ask for?"""

from language.text import Text
from reports.viewpoints.amounts import measured, percent
from reports.viewpoints.basis import Basis
from reports.viewpoints.view import Figure, View
from reports.workbook.words import UNKNOWN

TITLE = Text("現場", "Shop floor")
ABOUT = Text("使いやすさ・手間", "Ease and effort")
_SECONDS, _MINUTES, _HOURS = Text("秒", "s"), Text("分", "min"), Text("時間", "h")


def page(basis: Basis) -> View:
    """Return the page of those who will use it every day."""
    return View(
        question=Text(
            "毎日の仕事は楽になりますか。手間は増えませんか。",
            "Does daily work get easier, and what extra effort comes?",
        ),
        answer=_answer(basis),
        figures=(
            basis.of_input("minutes_per_task_now"),
            basis.of_input("minutes_saved_per_task"),
            basis.of_input("review_minutes_per_request"),
            _waiting(basis),
            _usable(basis),
            _hours(basis),
        ),
        points=(
            Text(
                "回答には、出所の資料名とページが付きます。重大な質問は必ず原文で確かめます。",
                "Answers name their document and page; severe questions are always checked against the source.",
            ),
            Text(
                "根拠がない質問には「分からない」と答えるのが正しい動作です。回答を断られたら、これまでの方法で調べます。",
                "Without a source “I do not know” is the right answer; then the present way of searching is used.",
            ),
            Text(
                "短縮した時間は余力です。人数を減らす約束ではありません。使い道は部門ごとに決めます。",
                "Time saved is capacity, no promise to cut people; each department decides what it is used for.",
            ),
            basis.evidence,
        ),
        asks=Text(
            "試行への参加者、困ったときの連絡先、やめてほしい使い方を書いてください。",
            "Name who takes part in the trial, whom to call for help, and uses you do not want.",
        ),
        unknowns=(*basis.unknown_evaluation(), *basis.unknown_criteria()),
    )


def _answer(basis: Basis) -> Text:
    saved, review = basis.lines.get("minutes_saved_per_task"), basis.lines.get("review_minutes_per_request")
    if saved is None or review is None:
        return Text(
            "短縮時間か確認時間の前提が未入力のため、答えられません。",
            "This cannot be answered: time saved or time to review is not entered.",
        )
    less, more = f"{float(saved.mode):g}", f"{float(review.mode):g}"
    return Text(
        f"1件当たり{less}分の短縮を見込みます。一方、回答1件ごとに{more}分の確認が増えます。",
        f"{less} min are expected to be saved per task; checking takes {more} min per answer.",
    )


def _waiting(basis: Basis) -> Figure:
    label, best = Text("回答が終わるまでの時間", "Time to the whole answer"), basis.best
    if best is None or best.total_p50_s is None:
        return Figure(label, UNKNOWN, Text("測定していない", "not measured"), is_unknown=True)
    tail = measured(best.total_p95_s, _SECONDS)
    note = Text(
        f"実測の中央値。95%の回答は {tail.ja} 以内（{best.name}）",
        f"measured median; 95 % within {tail.en} ({best.name})",
    )
    return Figure(label, measured(best.total_p50_s, _SECONDS), note)


def _usable(basis: Basis) -> Figure:
    label, best = Text("正しい回答の割合", "Right answers"), basis.best
    if best is None or best.passed is None:
        return Figure(
            label,
            UNKNOWN,
            Text("自社の資料での評価が未実施", "no evaluation on own documents"),
            is_unknown=True,
        )
    rate = best.passed
    note = Text(
        f"実測。95%区間 {rate.low:.0%}〜{rate.high:.0%}、{rate.n}問",
        f"measured; 95 % interval {rate.low:.0%} to {rate.high:.0%}, {rate.n} questions",
    )
    return Figure(label, percent(rate.share), note)


def _hours(basis: Basis) -> Figure:
    label = Text("短縮時間（純、全員で年間）", "Net time saved a year, all users")
    hours = basis.yearly(f"{basis.option.key}.hours")
    reviewing = measured(basis.yearly("benefit.hours_reviewing"), _HOURS, 0)
    if hours is None:
        return Figure(
            label, UNKNOWN, Text("推奨できる案がない", "no option can be proposed"), is_unknown=True
        )
    note = Text(f"確認に使う {reviewing.ja} を差し引いた後", f"after {reviewing.en} of checking")
    return Figure(label, measured(hours, _HOURS, 0), note)
