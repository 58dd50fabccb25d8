"""What a plan is made of: its years, its options and its uses. The rows follow from the shape."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from language.text import Text
from tco.errors import InvalidInput

MONTHS_PER_YEAR = 12
LONGEST_YEARS = 7
MOST_OPTIONS = 12
MOST_USES = 12
KEY = re.compile(r"[a-z][a-z]{1,9}[0-9]{0,2}")
RESERVED_KEYS = frozenset({"none", "year", "month", "use", "cost", "benefit", "decision", "workload", "hour"})


class Kind(StrEnum):
    """A way to run the models."""

    API = "api"
    DOMESTIC = "domestic"
    CLOUD = "cloud"
    RESERVED = "reserved"
    SPOT = "spot"
    ONPREM = "onprem"
    EDGE = "edge"
    HYBRID = "hybrid"


KIND_LABELS = {
    Kind.API: Text("API利用", "API"),
    Kind.DOMESTIC: Text("国内API", "Domestic API"),
    Kind.CLOUD: Text("GPUクラウド", "GPU cloud"),
    Kind.RESERVED: Text("GPUクラウド(予約)", "GPU cloud, reserved"),
    Kind.SPOT: Text("GPUクラウド(スポット)", "GPU cloud, spot"),
    Kind.ONPREM: Text("オンプレミスGPU", "On-premises GPUs"),
    Kind.EDGE: Text("エッジPC", "Edge PCs"),
    Kind.HYBRID: Text("オンプレミス+API", "On-premises with API overflow"),
}
CLOUDS = frozenset({Kind.CLOUD, Kind.RESERVED, Kind.SPOT})
MACHINES = frozenset({Kind.ONPREM, Kind.EDGE, Kind.HYBRID})
TOKENS_BILLED = frozenset({Kind.API, Kind.DOMESTIC, Kind.HYBRID})
# 0 nothing leaves, 1 domestic cloud at most, 2 external APIs too
LEAST_POLICY = {
    Kind.API: 2,
    Kind.DOMESTIC: 1,
    Kind.CLOUD: 1,
    Kind.RESERVED: 1,
    Kind.SPOT: 1,
    Kind.ONPREM: 0,
    Kind.EDGE: 0,
    Kind.HYBRID: 2,
}


@dataclass(frozen=True)
class Option:
    """One way to run it; `kind` is None for doing nothing, `code` its number in the decision rows."""

    key: str
    label: Text
    kind: Kind | None
    code: int

    @property
    def least_policy(self) -> int:
        """The data policy level from which it is allowed."""
        return 0 if self.kind is None else LEAST_POLICY[self.kind]

    @property
    def has_machines(self) -> bool:
        """Whether the company buys machines."""
        return self.kind in MACHINES

    @property
    def rents_gpus(self) -> bool:
        """Whether GPUs are rented by the hour."""
        return self.kind in CLOUDS

    @property
    def is_sized(self) -> bool:
        """Whether the number of GPUs follows from the peak."""
        return self.has_machines or self.rents_gpus

    @property
    def pays_tokens(self) -> bool:
        """Whether tokens are billed by a supplier."""
        return self.kind in TOKENS_BILLED

    @property
    def leaves_company(self) -> bool:
        """Whether requests that must stay inside cannot be served."""
        return self.least_policy > 0 and self.kind is not Kind.HYBRID


DO_NOTHING = Option("none", Text("何もしない", "Do nothing"), None, 0)


@dataclass(frozen=True)
class Use:
    """One piece of work on the shared base; the first has no prefix, so that a plan of one use reads simply."""

    key: str
    label: Text
    prefix: str


@dataclass(frozen=True)
class PlanShape:
    """Years (1-7), months of the first fiscal year already gone at the start (0-11), options and uses."""

    years: int
    fiscal_offset: int
    options: tuple[Option, ...]
    uses: tuple[Use, ...]

    @property
    def months(self) -> tuple[int, ...]:
        """Month 0 (initial) to the last."""
        return tuple(range(self.years * MONTHS_PER_YEAR + 1))

    @property
    def fiscal_years(self) -> tuple[int, ...]:
        """Fiscal year 0 (initial) to the last, which may be a part of a year."""
        last = -(-(self.years * MONTHS_PER_YEAR + self.fiscal_offset) // MONTHS_PER_YEAR)
        return tuple(range(last + 1))

    @property
    def all_options(self) -> tuple[Option, ...]:
        """The options, then doing nothing."""
        return (*self.options, DO_NOTHING)

    def option(self, key: str) -> Option:
        """Return an option by its key; KeyError when there is none."""
        for option in self.all_options:
            if option.key == key:
                return option
        raise KeyError(key)


def plan_shape(
    years: int,
    starts_on: date,
    fiscal_start_month: int,
    options: Sequence[Mapping[str, Any]],
    uses: Sequence[Mapping[str, Any]],
) -> PlanShape:
    """Check what is stored or typed and return the shape; InvalidInput says what is wrong.

    An option is {"key", "kind", "ja", "en"}, a use {"ja", "en"}; `starts_on` is the first operating month.
    """
    if not 1 <= years <= LONGEST_YEARS:
        raise InvalidInput(Text("計画の年数は1から7です。", "A plan covers one to seven years."))
    if not 1 <= fiscal_start_month <= MONTHS_PER_YEAR:
        raise InvalidInput(Text("会計年度の開始月は1から12です。", "A fiscal year starts in month 1 to 12."))
    if not 1 <= len(options) <= MOST_OPTIONS or not 1 <= len(uses) <= MOST_USES:
        raise InvalidInput(
            Text(
                f"案は1から{MOST_OPTIONS}、対象業務は1から{MOST_USES}まで登録できます。",
                f"A plan has 1 to {MOST_OPTIONS} options and 1 to {MOST_USES} uses.",
            )
        )
    offset = (starts_on.month - fiscal_start_month) % MONTHS_PER_YEAR
    return PlanShape(years, offset, _options(options), _uses(uses))


def standard_options() -> list[dict[str, str]]:
    """Return the three options that a new plan starts with, ready to store."""
    return [option_row(kind.value, kind) for kind in (Kind.API, Kind.CLOUD, Kind.ONPREM)]


def option_row(key: str, kind: Kind, label: Text | None = None) -> dict[str, str]:
    """Return an option as it is stored."""
    label = label or KIND_LABELS[kind]
    return {"key": key, "kind": kind.value, "ja": label.ja, "en": label.en}


def standard_uses() -> list[dict[str, str]]:
    """Return the one use that a new plan starts with, ready to store."""
    return [{"ja": "対象業務", "en": "The work"}]


def standard_shape(years: int = 5) -> PlanShape:
    """Return the shape of a plan as it starts: one use, three options, fiscal years from April."""
    return plan_shape(years, date(2027, 4, 1), 4, standard_options(), standard_uses())


def _options(rows: Sequence[Mapping[str, Any]]) -> tuple[Option, ...]:
    found: list[Option] = []
    for code, row in enumerate(rows, start=1):
        key = str(row.get("key", ""))
        if not KEY.fullmatch(key) or key in RESERVED_KEYS or key in {option.key for option in found}:
            raise InvalidInput(
                Text(
                    f"案の記号「{key}」は使えません。英小文字2〜10字と数字2桁までで、重複しないようにしてください。",
                    f"The option code “{key}” cannot be used. Take 2-10 small letters and up to 2 digits, each once.",
                )
            )
        label = Text(str(row.get("ja") or key)[:60], str(row.get("en") or row.get("ja") or key)[:60])
        found.append(Option(key, label, _kind(row), code))
    labels = [option.label for option in found]
    if len(set(labels)) < len(labels):
        raise InvalidInput(Text("案の名称が重複しています。", "Two options have the same name."))
    return tuple(found)


def _kind(row: Mapping[str, Any]) -> Kind:
    try:
        return Kind(str(row.get("kind", "")))
    except ValueError as error:
        raise InvalidInput(Text("案の種類が分かりません。", "The kind of an option is unknown.")) from error


def _uses(rows: Sequence[Mapping[str, Any]]) -> tuple[Use, ...]:
    return tuple(
        Use(
            f"use{number}",
            Text(
                str(row.get("ja") or f"業務{number}")[:60],
                str(row.get("en") or row.get("ja") or f"use {number}")[:60],
            ),
            "" if number == 1 else f"use{number}_",
        )
        for number, row in enumerate(rows, start=1)
    )


def fiscal_year_labels(starts_on: date, fiscal_start_month: int, shape: PlanShape) -> tuple[Text, ...]:
    """Label the year columns; column 0 is the outlay before the first month.

    >>> fiscal_year_labels(date(2027, 4, 1), 4, standard_shape())[1].ja
    '2027年度'
    """
    first = starts_on.year - (starts_on.month < fiscal_start_month)
    later = (Text(f"{first + n}年度", f"FY{first + n}") for n in range(len(shape.fiscal_years) - 1))
    return (Text("初期", "Initial"), *later)


def month_labels(starts_on: date, shape: PlanShape) -> tuple[str, ...]:
    """Label the month columns as year-month; column 0 is the outlay before the first month."""
    first = starts_on.year * MONTHS_PER_YEAR + starts_on.month - 1
    numbers = (first + n for n in range(len(shape.months) - 1))
    return ("0", *(f"{number // MONTHS_PER_YEAR}-{number % MONTHS_PER_YEAR + 1:02d}" for number in numbers))
