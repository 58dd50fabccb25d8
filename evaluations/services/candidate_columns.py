"""What each kind of candidate keeps, checked: one refusal beside the field that is wrong."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from evaluations.errors import EvaluationRefused
from evaluations.providers.endpoint_guard import check_endpoint
from evaluations.providers.protocol import EndpointRefused
from evaluations.running.instructions import PROMPT_VERSIONS
from evaluations.sending.keys import check_key
from evaluations.sending.policy import VENDOR_URL, destination_of
from evaluations.states import ModelRole, Openness, ProviderKind, ReasoningMode
from evaluations.weights.registry import REGISTRY, WeightsEntry
from language.text import Text

CONCURRENCY = range(1, 65)
ANSWER_TOKENS = range(16, 32769)  # reasoning counts among them
SEEDS = range(2**31)
DEFAULT_ANSWER_TOKENS = 48
HOTTEST = 2.0
DTYPES = ("float32", "bfloat16", "float16")
QUANTISATIONS = ("8-bit", "4-bit")
DEVICE = re.compile(r"(cuda(:\d{1,2})?|mps|cpu)?")
HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}")
ADDRESS = re.compile(r"[\x21-\x7e]{1,300}")

UNKNOWN_MODEL = Text(
    "モデル「{key}」は一覧にないため、登録していません。一覧から選び直してください。",
    'The model "{key}" is not on the list, so nothing was registered. Choose one from the list.',
)
ONE_SOURCE = Text(
    "モデルは、一覧から選ぶか、保存場所を入力するか、どちらか一方にしてください。登録していません。",
    "Either choose a model from the list or enter where one lies, not both. Nothing was registered.",
)
SOURCE_REFUSED = Text(
    "この保存場所は使えないため、登録していません。「組織名/モデル名」の形のハブ名か、許可されたフォルダー({allowed})の"
    "中にあるフォルダーまたは .gguf ファイルのパスを入力してください。フォルダーを許可できるのは、システム管理者"
    "だけです(設定 SHIRUBE_MODEL_FOLDERS)。",
    "This place cannot be used, so nothing was registered. Enter a hub name (organisation/model), or the path of a "
    "folder or .gguf file inside an allowed folder ({allowed}). Only the operator can allow folders, in the setting "
    "SHIRUBE_MODEL_FOLDERS.",
)
NAMELESS = Text(
    "名称またはモデル名が空欄のため、登録していません。両方を入力してください。",
    "The name or the model name is missing, so nothing was registered. Enter both.",
)
ADDRESS_REFUSED = Text(
    "この接続先は使えないため、登録も送信もしていません。http:// または https:// で始まり、"
    "許可された接続先({allowed})のいずれかを指すURLを入力してください。"
    "許可された接続先を増やせるのは、システム管理者だけです。",
    "This address cannot be used; nothing was registered or sent. Enter a URL that begins with http:// or "
    "https:// and leads to one of the allowed endpoints ({allowed}). Only the operator can add to them.",
)
NONE_ALLOWED = Text("なし", "none")
OPENNESS_UNKNOWN = Text(
    "オープンかクローズドかが選ばれていないため、登録していません。どちらかを選んでください。",
    "Open or closed is not chosen, so nothing was registered. Choose one of them.",
)
OUT_OF_RANGE = Text(
    "{value} は範囲外のため、登録していません。{low}〜{high} の数を入力してください。",
    "{value} is out of range, so nothing was registered. Enter a number from {low} to {high}.",
)
NOT_OFFERED = Text(
    "「{value}」は選べないため、登録していません。一覧から選び直してください。",
    '"{value}" cannot be chosen, so nothing was registered. Choose one from the list.',
)
KIND_UNKNOWN = Text(
    "候補モデルの種類が選ばれていないため、登録していません。",
    "No kind of candidate is chosen, so nothing was registered.",
)


@dataclass(frozen=True)
class CandidateDraft:
    """What a person says of a candidate; a model of the registry knows openness, origin and licence itself."""

    provider: str
    name: str = ""
    role: str = ModelRole.CHAT
    weights_key: str = ""
    weights_source: str = ""
    dtype: str = ""
    quantisation: str = ""
    device: str = ""
    base_url: str = ""
    model_name: str = ""
    api_key_env: str = ""  # name of a variable, never the key
    openness: str = Openness.OPEN
    origin: str = ""
    licence: str = ""
    catalogue_id: str = ""
    supplier_id: int | None = None
    max_concurrency: int = 1
    max_new_tokens: int = DEFAULT_ANSWER_TOKENS
    temperature: float = 0.0
    seed: int = 1
    reasoning_mode: str = ""
    retriever: str = ""
    prompt_version: str = ""
    query_prefix: str = ""
    passage_prefix: str = ""

    @property
    def registered(self) -> WeightsEntry | None:
        """The small model of the product that was chosen, if one was."""
        return REGISTRY.get(self.weights_key)


def generators() -> list[WeightsEntry]:
    """The models of the registry that answer questions."""
    return [entry for entry in REGISTRY.values() if not entry.is_embedder]


def columns_of(draft: CandidateDraft) -> dict[str, Any]:
    """Return the columns of a new candidate; raise EvaluationRefused, its code naming the wrong field."""
    kinds = {
        ProviderKind.TRANSFORMERS: _local_columns,
        ProviderKind.OPENAI: _endpoint_columns,
        ProviderKind.ANTHROPIC: _endpoint_columns,
        ProviderKind.FILE: _file_columns,
    }
    own = kinds.get(draft.provider)  # type: ignore[call-overload]
    if own is None:
        raise EvaluationRefused("provider", KIND_UNKNOWN)
    return {"provider": draft.provider, **_answering_columns(draft), **own(draft)}


def _answering_columns(draft: CandidateDraft) -> dict[str, Any]:
    _check_range("max_concurrency", draft.max_concurrency, CONCURRENCY[0], CONCURRENCY[-1])
    _check_range("max_new_tokens", draft.max_new_tokens, ANSWER_TOKENS[0], ANSWER_TOKENS[-1])
    _check_range("seed", draft.seed, SEEDS[0], SEEDS[-1])
    _check_range("temperature", draft.temperature, 0, HOTTEST)
    _check_choice("role", draft.role, ModelRole.values)
    _check_choice("reasoning_mode", draft.reasoning_mode, ["", *ReasoningMode.values])
    _check_choice("prompt_version", draft.prompt_version, ["", *PROMPT_VERSIONS])
    kept = "role max_concurrency max_new_tokens seed temperature reasoning_mode retriever prompt_version"
    prefixes = "query_prefix passage_prefix" if draft.role == ModelRole.EMBEDDING else ""
    return {name: getattr(draft, name) for name in f"{kept} {prefixes}".split()}


def _local_columns(draft: CandidateDraft) -> dict[str, Any]:
    _check_choice("dtype", draft.dtype, ["", *DTYPES])
    _check_choice("quantisation", draft.quantisation, ["", *QUANTISATIONS])
    if not DEVICE.fullmatch(draft.device):
        raise EvaluationRefused("device", NOT_OFFERED.filled(value=draft.device[:40]))
    source = draft.weights_source.strip()
    chosen = {"dtype": draft.dtype, "quantisation": draft.quantisation, "device": draft.device}
    if bool(source) == bool(draft.weights_key):
        raise EvaluationRefused("weights_source" if source else "weights_key", ONE_SOURCE)
    own = _source_columns(draft, source) if source else _registry_columns(draft)
    return {**chosen, **own, "max_concurrency": 1}  # questions take turns in one process


def _registry_columns(draft: CandidateDraft) -> dict[str, Any]:
    entry = next((one for one in generators() if one.key == draft.weights_key), None)
    if entry is None:
        raise EvaluationRefused("weights_key", UNKNOWN_MODEL.filled(key=draft.weights_key[:80]))
    return {
        "name": draft.name.strip() or entry.name,
        "openness": Openness.OPEN,
        "weights_key": entry.key,
        "origin": entry.origin.ja,
        "licence": entry.licence,
    }


def _source_columns(draft: CandidateDraft, source: str) -> dict[str, Any]:
    return {
        "name": draft.name.strip() or source.rstrip("/").rpartition("/")[2],
        "openness": Openness.OPEN,
        "weights_source": checked_source(source),
        "origin": draft.origin.strip(),
        "licence": draft.licence.strip(),
    }


def _endpoint_columns(draft: CandidateDraft) -> dict[str, Any]:
    columns = _described_columns(draft)
    url = draft.base_url.strip()
    # A vendor's fixed address is asked for as well: the operator lists it, or nothing is sent there.
    checked = checked_address(url or VENDOR_URL.get(draft.provider, ""))
    variable = draft.api_key_env.strip()
    check_key(variable, destination_of(draft.provider, checked).address, settings.API_KEY_HOSTS)
    return {**columns, "base_url": checked if url else "", "api_key_env": variable}


def _file_columns(draft: CandidateDraft) -> dict[str, Any]:
    return _described_columns(draft)


def _described_columns(draft: CandidateDraft) -> dict[str, Any]:
    name, model_name = draft.name.strip(), draft.model_name.strip()
    if not (name and model_name):
        raise EvaluationRefused("model_name" if name else "name", NAMELESS)
    if draft.openness not in Openness.values:
        raise EvaluationRefused("openness", OPENNESS_UNKNOWN)
    return {
        "name": name,
        "model_name": model_name,
        "openness": draft.openness,
        "origin": draft.origin.strip(),
        "licence": draft.licence.strip(),
    }


def checked_source(source: str) -> str:
    """Return a hub name, or a path inside a folder that the operator allows; nothing is opened."""
    if HUB_NAME.fullmatch(source):
        return source
    allowed = [Path(folder).resolve() for folder in settings.MODEL_FOLDERS]
    path = Path(source) if "\x00" not in source else Path()
    inside = path.is_absolute() and any(path.resolve().is_relative_to(folder) for folder in allowed)
    if not inside:
        listed = ", ".join(map(str, allowed))
        raise EvaluationRefused("weights_source", _filled_list(SOURCE_REFUSED, listed))
    return str(path.resolve())


def checked_address(url: str) -> str:
    """Return the address if workers may call it; a query or fragment could carry a key and is refused too."""
    try:
        check_endpoint(url, settings.ALLOWED_ENDPOINTS)
        parts = urlsplit(url)
    except (EndpointRefused, ValueError):
        raise _address_refused() from None
    if not ADDRESS.fullmatch(url) or parts.query or parts.fragment:
        raise _address_refused()
    return url.rstrip("/")


def _address_refused() -> EvaluationRefused:
    return EvaluationRefused("base_url", _filled_list(ADDRESS_REFUSED, ", ".join(settings.ALLOWED_ENDPOINTS)))


def _filled_list(text: Text, listed: str) -> Text:
    allowed = Text(listed, listed) if listed else NONE_ALLOWED
    return Text(text.ja.format(allowed=allowed.ja), text.en.format(allowed=allowed.en))


def _check_range(field: str, value: float, low: float, high: float) -> None:
    # Written so that a value that is no number is refused as well.
    if not low <= value <= high:
        raise EvaluationRefused(field, OUT_OF_RANGE.filled(value=value, low=low, high=high))


def _check_choice(field: str, value: str, offered: list[str]) -> None:
    if value not in offered:
        raise EvaluationRefused(field, NOT_OFFERED.filled(value=value[:40]))
