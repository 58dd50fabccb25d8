"""Puts what retrieval found into the prompt of each question."""

from evaluations.models import Answer, Passage, Retrieval, Run, TestItem
from evaluations.providers.protocol import Message
from evaluations.running.prompt import Source, build_messages, choose_sources


class PromptBook:
    """The prompts of one run. Built once: every candidate sees exactly the same passages."""

    def __init__(self, run: Run) -> None:
        self.sources: dict[int, tuple[Source, ...]] = {}
        found = Retrieval.objects.filter(run=run, retriever=run.answer_retriever)
        ranked = {row.item_id: row.passage_ids for row in found}
        wanted = {pk for ids in ranked.values() for pk in ids}
        passages = {
            p.pk: _source(p) for p in Passage.objects.filter(pk__in=wanted).select_related("document")
        }
        for item_id, ids in ranked.items():
            present = [passages[pk] for pk in ids if pk in passages]
            self.sources[item_id] = choose_sources(present, run.evidence_characters)
        answers = Answer.objects.filter(run_candidate__run=run)
        self.item_of_answer = dict(answers.values_list("pk", "item_id"))

    def messages(self, item: TestItem) -> tuple[Message, ...]:
        return build_messages(item.question, self.sources.get(item.pk, ()), item.language, item.choices)

    def passage_ids(self, answer_id: int) -> list[int]:
        """The passages that stand in the prompt of this answer."""
        item_id = self.item_of_answer.get(answer_id)
        return [source.passage_id for source in self.sources.get(item_id or 0, ())]


def _source(passage: Passage) -> Source:
    return Source(passage.pk, f"{passage.document.name} {passage.label}", passage.text)
