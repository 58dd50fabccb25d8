"""Endpoints differ in the settings they take. What one refuses by name is left out of later calls, and said."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from evaluations.providers.protocol import GenerationSettings
from language.text import Text

# Our settings, and the names under which a refusal may speak of them.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "token_limit": ("max_tokens",),
    "temperature": ("temperature",),
    "seed": ("seed",),
    "json_schema": ("response_format", "json_schema", "output_config.format", "output_format"),
    "usage": ("stream_options", "include_usage"),
    "reasoning_mode": (
        "reasoning_effort",
        "chat_template_kwargs",
        "enable_thinking",
        "thinking",
        "effort",
        "reasoning",
    ),
}

# As the page of a candidate calls them.
WORDS: Mapping[str, Text] = {
    "token_limit": Text("出力トークンの上限", "limit of output tokens"),
    "temperature": Text("温度(temperature)", "temperature"),
    "seed": Text("シード", "seed"),
    "json_schema": Text("回答形式の指定(JSONスキーマ)", "form of the answer (JSON schema)"),
    "usage": Text("トークン数の報告", "count of tokens"),
    "reasoning_mode": Text("推論(reasoning)", "reasoning"),
}
WITHOUT = Text(
    "受け付けない設定は付けずに質問しました: {names}",
    "Asked without the settings that it does not take: {names}",
)


def words_of(left_out: Sequence[str]) -> Text:
    """Return the names of settings as a person knows them.

    >>> words_of(["temperature", "seed"]).en, words_of(["temperature", "seed"]).ja
    ('temperature, seed', '温度(temperature)、シード')
    """
    words = [WORDS.get(name, Text(name, name)) for name in left_out]
    return Text("、".join(word.ja for word in words), ", ".join(word.en for word in words))


def left_out_sentence(left_out: Sequence[str]) -> Text | None:
    """Return what a person who compares candidates has to know of the settings left out; None where all were taken.

    >>> left_out_sentence(["seed"]).en
    'Asked without the settings that it does not take: seed'
    """
    if not left_out:
        return None
    names = words_of(left_out)
    return Text(WITHOUT.ja.format(names=names.ja), WITHOUT.en.format(names=names.en))


def refused_setting(searched: str, sent: Sequence[str]) -> str | None:
    """Return which of the sent settings a refusal (in small letters) names first, or None.

    >>> refused_setting("unsupported parameter: 'max_tokens'; use 'max_completion_tokens'", ["seed", "token_limit"])
    'token_limit'
    """
    places = {
        setting: found.start()
        for setting in sent
        if (
            found := re.search(
                rf"(?<![\w-])(?:{'|'.join(map(re.escape, FIELDS[setting]))})(?![\w-])", searched
            )
        )
    }
    return min(places, key=lambda setting: places[setting], default=None)


def may_leave_out(setting: str, settings: GenerationSettings) -> bool:
    """Whether the answer is still the candidate's without it: not where a person chose it.

    Temperature 0 is ours, and some models know one temperature only; a reasoning mode names the candidate.
    """
    if setting == "reasoning_mode":
        return False
    return setting != "temperature" or settings.temperature == 0.0


def spoken_of(left_out: frozenset[str]) -> tuple[str, ...]:
    """What to say of the settings left out: the name of the token limit alone changes nothing."""
    return tuple(sorted(left_out - {"token_limit"}))


def as_searched(body: Any) -> str:
    """The machine-readable parts of an error body, to be searched and never shown."""
    return str(body)[:4000].lower() if body else ""
