"""What the verdict of a run does not prove, said with the figures of that run."""

from collections.abc import Iterable, Sequence

from evaluations.comparing import Contest
from evaluations.providers.settings_taken import words_of
from evaluations.statistics.paired import FEWEST_CLUSTERS, FEWEST_ITEMS
from evaluations.statistics.planning import smallest_margin, smallest_visible_difference
from evaluations.summary import CandidateSummary
from evaluations.verdict_summary import AgainstReference
from evaluations.verdict_words import points
from language.text import Text


def limits_of(
    contest: Contest | None,
    candidates: Sequence[CandidateSummary],
    against: Sequence[AgainstReference],
    n_items: int,
    n_reviewed: int,
    n_documents: int,
) -> tuple[Text, ...]:
    """What the result does not prove, said with the figures of this run."""
    return (
        Text(
            f"確かめたのは、この{n_items}問と{n_documents}件の資料だけです。ほかの業務、ほかの資料、"
            "言い方の違う質問に当てはまるとは限りません。",
            f"Only these {n_items} questions and {n_documents} documents were tried. Other work, other documents and "
            "questions put differently are not covered.",
        ),
        *_power(n_items),
        *_few(against),
        *_unreviewed(n_items, n_reviewed),
        *_severe(candidates),
        *_unheard(candidates),
        *_stand_ins(candidates),
        *_left_out(candidates),
        *_unmeasured(candidates),
        *_unfixed(contest),
        Text(
            "提供元がモデルを入れ替えると結果は変わります。同じ質問集での見張りを設定してください。",
            "A vendor may replace a model at any time. Set a watch that asks the same questions again.",
        ),
    )


def _power(n_items: int) -> Iterable[Text]:
    if n_items == 0:
        return
    seen, margin = smallest_visible_difference(n_items), smallest_margin(n_items)
    if seen is None or margin is None:
        yield Text(
            f"{n_items}問では、候補どうしの差はほとんど確認できません。",
            f"{n_items} questions hardly ever show a difference between candidates.",
        )
        return
    least, least_margin = points(round(seen, 3)), points(round(margin, 3))
    yield Text(
        f"{n_items}問では、約{least}ポイントより小さい差は多くの場合確認できません。"
        "「差は確認できない」は「同じ」という意味ではありません。"
        f"同等の候補を「劣らない」と示せる許容差は、およそ{least_margin}ポイント以上です"
        "(検出力80 %、判定が食い違う質問を2割とした場合)。",
        f"With {n_items} questions, differences below about {least} points mostly go unseen. "
        '"No difference shown" does not mean equal. Equals can be shown not to be worse by a margin of about '
        f"{least_margin} points or more (80 % power, verdicts differing on a fifth of the questions).",
    )


def _few(against: Sequence[AgainstReference]) -> Iterable[Text]:
    few = [one for one in against if one.n < FEWEST_ITEMS or one.n_documents < FEWEST_CLUSTERS]
    if few:
        yield Text(
            f"共通に採点できた質問が{FEWEST_ITEMS}問未満、または独立した資料が{FEWEST_CLUSTERS}件未満の比較は、"
            "判定していません。",
            f"Comparisons with fewer than {FEWEST_ITEMS} shared questions or {FEWEST_CLUSTERS} independent documents "
            "are given no verdict.",
        )


def _unreviewed(n_items: int, n_reviewed: int) -> Iterable[Text]:
    if n_reviewed < n_items:
        yield Text(
            f"{n_items}問のうち{n_items - n_reviewed}問は、正答を確認した人の名前がありません。",
            f"{n_items - n_reviewed} of {n_items} questions name nobody who reviewed the right answer.",
        )


def _severe(candidates: Sequence[CandidateSummary]) -> Iterable[Text]:
    clean = [one for one in candidates if one.severe_items and not one.severe_errors]
    if clean:
        best = max(clean, key=lambda one: one.severe_items)
        upper = f"{(best.severe_upper95 or 0) * 100:.1f}"
        yield Text(
            f"重大な質問{best.severe_items}問で誤りが0件でも、誤り率が{upper} %以下としか言えません(片側95 %)。",
            f"No error in {best.severe_items} severe questions still allows an error rate of up to {upper} % "
            "(one-sided 95 %).",
        )


def _unheard(candidates: Sequence[CandidateSummary]) -> Iterable[Text]:
    missed = [one for one in candidates if one.n_unheard]
    if missed:
        ja = "、".join(f"{one.name} {one.n_unheard}問" for one in missed)
        en = ", ".join(f"{one.name}: {one.n_unheard}" for one in missed)
        yield Text(
            f"回答を得られなかった質問は、正答率に入れていません({ja})。難しい質問ほど欠けている可能性があります。",
            f"Questions without an answer are in no rate ({en}). They may be the harder ones.",
        )


def _stand_ins(candidates: Sequence[CandidateSummary]) -> Iterable[Text]:
    names = [one.name for one in candidates if one.is_stand_in]
    if names:
        yield Text(
            f"{'、'.join(names)}は、APIの代わりに手元で動かしたモデルです。提供元の品質や速さは示しません。",
            f"{', '.join(names)} ran here in place of an API: a vendor's quality and speed were not measured.",
        )


def _left_out(candidates: Sequence[CandidateSummary]) -> Iterable[Text]:
    asked = [(one.name, words_of(one.left_out)) for one in candidates if one.left_out]
    if asked:
        ja = "、".join(f"{name}: {words.ja}" for name, words in asked)
        en = "; ".join(f"{name}: {words.en}" for name, words in asked)
        unlike = len({one.left_out for one in candidates}) > 1
        yield Text(
            f"設定の一部を受け付けない候補には、その設定を付けずに質問しました({ja})。"
            + ("候補どうしの条件は同じではありません。" if unlike else ""),
            f"Candidates that do not take some settings were asked without them ({en})."
            + (" They were not asked alike." if unlike else ""),
        )


def _unmeasured(candidates: Sequence[CandidateSummary]) -> Iterable[Text]:
    if not any(one.consistency for one in candidates):
        yield Text(
            "同じ質問を繰り返していないため、もう一度聞いても同じ判定になるかは測っていません。",
            "No question was asked twice, so whether a verdict would be the same again was not measured.",
        )
    if not any(one.robustness for one in candidates):
        yield Text(
            "表記の揺れや誤字を入れた質問は試していません。",
            "Questions with typing errors and other spellings were not tried.",
        )
    unknown = [one.name for one in candidates if one.cost_jpy is None and one.n_answered]
    if unknown:
        yield Text(
            f"費用が不明の候補があります({'、'.join(unknown)})。不明は0円ではありません。",
            f"Costs are unknown for {', '.join(unknown)}. Unknown is not zero.",
        )


def _unfixed(contest: Contest | None) -> Iterable[Text]:
    if contest is not None and not contest.is_reference_fixed and len(contest.candidates) > 1:
        yield Text(
            "比較の基準は開始前に決められていなかったため、最初の候補を基準としています。",
            "No reference was fixed before the run, so the first candidate stands in for one.",
        )
