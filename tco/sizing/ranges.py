"""A figure that is not known exactly."""

from dataclasses import dataclass

from language.text import Text
from tco.errors import InvalidInput


@dataclass(frozen=True)
class Range:
    """The lowest, most probable and highest value of one figure."""

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.mode <= self.high:
            raise InvalidInput(
                Text(
                    f"範囲は 下限 ≦ 中央 ≦ 上限 にしてください({self.low}、{self.mode}、{self.high})。",
                    f"A range must be low <= mode <= high (got {self.low}, {self.mode}, {self.high}).",
                )
            )

    @staticmethod
    def exactly(value: float) -> "Range":
        return Range(value, value, value)

    @staticmethod
    def spanning(mode: float, *others: float) -> "Range":
        """Return the range around `mode` that just holds all others.

        >>> Range.spanning(2.0, 5.0, 3.0)
        Range(low=2.0, mode=2.0, high=5.0)
        """
        return Range(min(mode, *others), mode, max(mode, *others))

    @property
    def is_exact(self) -> bool:
        return self.low == self.high

    def as_tuple(self) -> tuple[float, float, float]:
        return (self.low, self.mode, self.high)
