"""The columns of the price table: their headers in both languages, and the words their cells may hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from unicodedata import normalize

from language.text import Text
from tco.assumptions import STATUS_LABELS
from tco.prices.kinds import KIND_LABELS, UNITS


@dataclass(frozen=True)
class Column:
    """One column; `width` in characters of the sheet."""

    field: str
    header: Text
    hint: Text
    width: int
    is_required: bool = False


COLUMNS = (
    Column("kind", Text("種類", "Kind"), Text("リストから選びます。", "Choose from the list."), 16, True),
    Column(
        "item",
        Text("品目", "Item"),
        Text("モデル名、GPU名、契約名など。", "Model, GPU, contract …"),
        30,
        True,
    ),
    Column("provider", Text("提供元", "Supplier"), Text("会社名。", "The company."), 18),
    Column(
        "region", Text("地域", "Region"), Text("東日本リージョンなど。", "Such as a region of a cloud."), 14
    ),
    Column("value", Text("単価", "Value"), Text("0より大きい数値。", "A number above zero."), 14, True),
    Column(
        "unit",
        Text("単位", "Unit"),
        Text("通貨を含む単位を選びます。", "The unit says the currency."),
        22,
        True,
    ),
    Column(
        "tax",
        Text("消費税", "Consumption tax"),
        Text("税抜 または 税込。空欄は税抜。", "without / included; empty: without."),
        12,
    ),
    Column(
        "source",
        Text("出所", "Source"),
        Text("見積番号、価格表の名前など。", "Quotation number, price list …"),
        34,
        True,
    ),
    Column(
        "source_url", Text("出所URL", "Address of the source"), Text("あれば。", "Where there is one."), 30
    ),
    Column(
        "retrieved_on",
        Text("取得日", "Retrieved on"),
        Text("値を確かめた日(例 2026-11-22)。", "The day the value was seen (2026-11-22)."),
        14,
        True,
    ),
    Column(
        "valid_from",
        Text("適用開始日", "Valid from"),
        Text("この日から適用。", "Holds from this day."),
        14,
        True,
    ),
    Column(
        "valid_to",
        Text("適用終了日", "Valid to"),
        Text("最後の日。未定なら空欄。", "The last day; empty while open."),
        14,
    ),
    Column(
        "status",
        Text("確からしさ", "Status"),
        Text("実測・見積・定価・公表値・仮定。", "How well it is known."),
        16,
        True,
    ),
    Column("note", Text("備考", "Note"), Text("自由に記入できます。", "Anything else."), 30),
)
TAX_WORDS = {False: Text("税抜", "without"), True: Text("税込", "included")}
WORDS: Mapping[str, Mapping[str, Text]] = {
    "kind": {key.value: text for key, text in KIND_LABELS.items()},
    "unit": {key: unit.label for key, unit in UNITS.items()},
    "tax": {str(key): text for key, text in TAX_WORDS.items()},
    "status": {key.value: text for key, text in STATUS_LABELS.items()},
}


def folded(text: str) -> str:
    """Return a header or word without differences of width, case and space.

    >>> folded("適用 開始日"), folded("Valid From")
    ('適用開始日', 'validfrom')
    """
    return "".join(normalize("NFKC", text).lower().split())


FIELDS = {folded(word): column.field for column in COLUMNS for word in (column.field, *column.header) if word}
KEYS = {
    field: {folded(word): key for key, text in words.items() for word in (key, *text)}
    for field, words in WORDS.items()
}
HEADERS = {column.field: column.header for column in COLUMNS}
REQUIRED = tuple(column.field for column in COLUMNS if column.is_required)
