"""Citations by rules: do the sources that an answer names support what it says?"""

from collections.abc import Sequence
from dataclasses import dataclass

from evaluations.metrics.claims import Claim, claims
from evaluations.metrics.marks import names_sources
from evaluations.metrics.quotes import supporting_quote


@dataclass(frozen=True)
class CitationScore:
    """Precision and recall (0 to 1); None where there is nothing to judge: no citation, and none asked for."""

    precision: float | None
    recall: float | None


def citation_score(
    answer: str, sources: Sequence[str], question: str = "", were_asked_for: bool = False
) -> CitationScore:
    """Judge [1], [2] … against the sources in the order in which the prompt numbered them.

    As in ALCE (Gao et al. 2023), with located words (`supporting_quote`) in place of an entailment model:
    - recall: claims that their cited sources together support / claims;
    - precision: citations that are needed / citations. A citation counts when the claim is supported, and it
      supports it alone or the others do not support it without it. A number that was not shown never counts.
    An answer without a mark has no score unless its prompt asked for marks: then it has a recall of 0.

    >>> citation_score("許容温度は80℃以下[1][2]。毎日清掃する[2]。", ["許容温度は80℃以下。", "担当は保全課。"])
    CitationScore(precision=0.3333333333333333, recall=0.5)
    """
    stated = claims(answer) if were_asked_for or names_sources(answer) else ()
    cited = sum(len(claim.citations) for claim in stated)
    if not cited:
        return CitationScore(None, 0.0 if were_asked_for and stated else None)
    supported = [claim for claim in stated if _is_supported(claim, claim.citations, sources, question)]
    needed = sum(_is_needed(n, claim, sources, question) for claim in supported for n in claim.citations)
    return CitationScore(needed / cited, len(supported) / len(stated))


def _is_needed(number: int, claim: Claim, sources: Sequence[str], question: str) -> bool:
    if not 1 <= number <= len(sources):
        return False
    others = [other for other in claim.citations if other != number]
    return _is_supported(claim, [number], sources, question) or not _is_supported(
        claim, others, sources, question
    )


def _is_supported(claim: Claim, numbers: Sequence[int], sources: Sequence[str], question: str) -> bool:
    shown = [sources[number - 1] for number in numbers if 1 <= number <= len(sources)]
    return bool(shown) and supporting_quote(claim.text, shown, question) is not None
