"""Risks before and after what is done about them."""

from dataclasses import dataclass
from datetime import date

from reports.programme.said import Said


@dataclass(frozen=True)
class Exposure:
    """Likelihood and impact, each 1 (low) to 5 (high)."""

    likelihood: int
    impact: int

    @property
    def level(self) -> int:
        """Their product, 1 to 25."""
        return self.likelihood * self.impact


@dataclass(frozen=True)
class RegisteredRisk:
    """A risk before and after what is done about it, who answers for it, and whom it could hurt."""

    id: str
    name: Said
    before: Exposure | None
    after: Exposure | None
    response: Said
    owner: str
    whose_safety: Said
    fail_safe: Said
    review_on: date | None
    state: Said = ""
