"""How many requests and tokens a workload makes, and its peak rate."""

from dataclasses import dataclass

SECONDS_PER_HOUR = 3600


@dataclass(frozen=True)
class Demand:
    """Requests of a month and the tokens they carry; shares and factors are plain numbers."""

    users: float
    requests_per_user_day: float
    workdays_per_month: float
    tokens_in: float
    tokens_out: float

    @property
    def requests_per_month(self) -> float:
        """Return users x requests x workdays: 300 x 20 x 20 = 120,000."""
        return self.users * self.requests_per_user_day * self.workdays_per_month

    @property
    def tokens_in_per_month(self) -> float:
        """Return input tokens of a month, cached ones included."""
        return self.requests_per_month * self.tokens_in

    @property
    def tokens_out_per_month(self) -> float:
        """Return output tokens of a month, reasoning included."""
        return self.requests_per_month * self.tokens_out

    def peak_requests_per_second(self, peak_hour_share: float, burst_factor: float) -> float:
        """Return the rate to size for: 6,000 a day, 20 % in the peak hour, burst 2 -> 0.667 a second."""
        per_day = self.users * self.requests_per_user_day
        return per_day * peak_hour_share / SECONDS_PER_HOUR * burst_factor

    def requests_after(self, months: int, growth_per_month: float) -> float:
        """Return requests of a month after compound growth."""
        return self.requests_per_month * (1 + growth_per_month) ** months
