"""Which passages hold the evidence of a question: by the quoted words, else by the cited place."""

import unicodedata
from collections.abc import Mapping, Sequence

from evaluations.models import Passage
from evaluations.running.prompt import Source


def squeezed(text: str) -> str:
    """Text without white space and width variants, so that a line break inside a quote does not matter."""
    return "".join(unicodedata.normalize("NFKC", text).split())


class EvidenceFinder:
    """Looks evidence up in the passages of a run; texts are squeezed once."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.by_document: dict[str, list[tuple[int, str, str]]] = {}
        for passage in passages:
            row = (passage.pk, passage.label, squeezed(passage.text))
            self.by_document.setdefault(passage.document.name, []).append(row)

    def passage_ids(self, evidence: Sequence[Mapping[str, str]]) -> set[int]:
        """All passages that support any of the given places; empty when none can be found."""
        return {pk for place in evidence for pk in self._find(place)}

    def is_shown(self, evidence: Sequence[Mapping[str, str]], sources: Sequence[Source]) -> bool:
        """Whether a prompt holds any of the evidence; of a cut passage, only when the quote is still in it."""
        shown = squeezed("".join(source.text for source in sources))
        chosen = {source.passage_id for source in sources}
        quotes = [squeezed(place.get("quote", "")) for place in evidence]
        if any(quotes):
            return any(quote and quote in shown for quote in quotes)
        return bool(chosen & self.passage_ids(evidence))

    def _find(self, place: Mapping[str, str]) -> list[int]:
        rows = self.by_document.get(place["document"], [])
        quote = squeezed(place.get("quote", ""))
        if quote:
            return [pk for pk, _label, text in rows if quote in text]
        return [pk for pk, label, _text in rows if label == place["locator"]]
