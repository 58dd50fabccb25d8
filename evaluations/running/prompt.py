"""The prompt that asks one question over retrieved passages.

Document text is data: it stands between markers that carry the hash of that very text, which no document can
contain, so that nothing inside can close them; and the instruction says that nothing inside is an order. What
several questions share (instruction, passages) comes first, so that a server computes it once.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from evaluations.parsing.sentences import width
from evaluations.providers.protocol import Message
from evaluations.running.instructions import PROMPT_VERSION, instruction
from evaluations.testsets.item import FieldRule
from evaluations.testsets.records import written_schema

FIELDS = {"ja": "項目", "en": "Fields"}
CHOICES = {
    "ja": "次の選択肢から一つだけ選び、その語句だけを書いてください: ",
    "en": "Choose exactly one of: ",
}
QUESTION = {"ja": "質問", "en": "Question"}
MATERIAL = {"ja": "資料", "en": "Material"}


@dataclass(frozen=True)
class Source:
    """A passage as it enters the prompt; `title` is document and place."""

    passage_id: int
    title: str
    text: str


def choose_sources(ranked: Sequence[Source], characters: float) -> tuple[Source, ...]:
    """Take passages best first while they fit into the budget; the first is always taken, cut if need be.

    The budget counts full-width characters; a half-width one is half, as it costs about half the tokens.

    >>> [s.passage_id for s in choose_sources([Source(1, "", "あ" * 300), Source(2, "", "い" * 300)], 400)]
    [1]
    """
    chosen: list[Source] = []
    left = characters
    for source in ranked:
        if width(source.text) <= left:
            chosen.append(source)
            left -= width(source.text)
        elif not chosen:
            return (Source(source.passage_id, source.title, _cut(source.text, characters)),)
    return tuple(chosen)


def _cut(text: str, characters: float) -> str:
    end, left = 0, characters
    for c in text:
        left -= width(c)
        if left < 0:
            break
        end += 1
    return text[:end]


def build_messages(
    question: str,
    sources: Sequence[Source],
    language: str,
    choices: Sequence[str] = (),
    kind: str = "short",
    fields: Mapping[str, FieldRule] | None = None,
    version: str = PROMPT_VERSION,
) -> tuple[Message, ...]:
    """Return the system and user messages for one question, in the language of the question.

    `fields` are those of a record to extract, in the order in which they are asked for. `version` decides what the
    system message asks for; sources are numbered from 1 in every version.
    """
    lang = "en" if language == "en" else "ja"
    material = "\n".join(f"[{number}] {s.title}\n{s.text}" for number, s in enumerate(sources, start=1))
    mark = hashlib.sha256(material.encode()).hexdigest()[:8]
    asked = f"{QUESTION[lang]}: {question}"
    if choices:
        asked += f"\n{CHOICES[lang]}{' / '.join(choices)}"
    if fields:
        # How far off a number may be is for the judge to know.
        shown = {name: replace(rule, tolerance=None) for name, rule in fields.items()}
        asked += f"\n{FIELDS[lang]}: {' | '.join(written_schema(shown, lang))}"
    user = f"{MATERIAL[lang]} <{mark}>\n{material}\n</{mark}>\n\n{asked}"
    told = instruction(version, kind, lang, bool(choices))
    return (Message("system", told), Message("user", user))


def record_schema(fields: Mapping[str, FieldRule]) -> dict[str, object]:
    """Return the JSON schema of a record to extract, for engines that can hold a model to one.

    >>> record_schema({"品番": FieldRule()})["properties"]
    {'品番': {'type': ['string', 'null']}}
    """
    return {
        "type": "object",
        "properties": {name: _value_schema(rule) for name, rule in fields.items()},
        "required": list(fields),
        "additionalProperties": False,
    }


def _value_schema(rule: FieldRule) -> dict[str, object]:
    if rule.type == "choice":
        return {"type": ["string", "null"], "enum": [*rule.choices, None]}
    return {"type": ["string", "null"]}


def prompt_sha256(messages: Sequence[Message]) -> str:
    """Hash of exactly what is sent, for the trace of an answer."""
    joined = "\x1e".join(f"{message.role}\x1f{message.content}" for message in messages)
    return hashlib.sha256(joined.encode()).hexdigest()
