"""How many calls a vendor account bears at once: found by trying, shared by all workers, cut at every refusal.

Additive increase, multiplicative decrease (Chiu and Jain 1989), with the fast start of TCP until the first refusal.
All of it is values and pure functions; where the account is kept, one process or Redis, is the caller's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from evaluations.providers.protocol import ProviderError, RateLimited

FIRST_LIMIT = 4
# A vendor in trouble that asks for no wait at all is left alone for so long.
LEAST_TROUBLE_S = 1.0
# A worker that was killed gives its places back after this long without a word.
HELD_FOR_S = 10.0
# Refusals within one second of a cut are of the same burst; so are those of calls sent before it.
ONE_BURST_S = 1.0
# Places that cannot be shared out evenly go round, so that nobody waits for ever.
TURN_S = 5.0


class Allowance(Protocol):
    """What a loop asks before it sends: how many calls may be in flight, and it tells what came back."""

    async def allowed(self, in_flight: int) -> int:
        """Return how many calls may be in flight now, of which `in_flight` already are; 0 while none may leave."""
        ...

    def answered(self) -> None:
        """Note a call that came back whole."""
        ...

    def rate_limited(self, retry_after_s: float | None, age_s: float = 0.0) -> None:
        """Note a refusal for too many calls, sent `age_s` seconds ago."""
        ...

    def busy(self, wait_s: float) -> None:
        """Note that the vendor is in trouble, whoever calls, and asked to be left alone for so long."""
        ...

    def wait_s(self) -> float:
        """Return after how many seconds, at most one, to look again when nothing may leave."""
        ...

    async def aclose(self) -> None:
        """Give the places back."""
        ...


class Unlimited:
    """The allowance of what is not a vendor's: always the same number of places."""

    def __init__(self, places: int) -> None:
        self._places = places

    async def allowed(self, in_flight: int) -> int:
        del in_flight
        return self._places

    def answered(self) -> None:
        pass

    def rate_limited(self, retry_after_s: float | None, age_s: float = 0.0) -> None:
        pass

    def busy(self, wait_s: float) -> None:
        pass

    def wait_s(self) -> float:
        return 1.0

    async def aclose(self) -> None:
        pass


def tell(allowance: Allowance, error: ProviderError, age_s: float) -> None:
    """Let the account know what the error of a call, sent `age_s` seconds ago, says of it."""
    if isinstance(error, RateLimited):
        allowance.rate_limited(error.retry_after_s, age_s)
    elif error.retry_after_s is not None:
        allowance.busy(max(error.retry_after_s, LEAST_TROUBLE_S))


@dataclass(frozen=True)
class Holder:
    """One loop that uses the account: the places it wants, those it has, and until when it counts."""

    wanted: int
    held: int
    until_s: float


@dataclass(frozen=True)
class Account:
    """What is known of one account. `earned` are answers since the last increase; times are of one clock.

    `found` is the pace that it bore before its vendor was in trouble: it is soon reached again.
    """

    limit: int = FIRST_LIMIT
    earned: int = 0
    is_probing: bool = True  # no refusal yet: every answer earns a place
    cut_at_s: float = float("-inf")
    quiet_until_s: float = float("-inf")
    holders: Mapping[str, Holder] = field(default_factory=dict)
    found: int = 0

    def climbs_to(self, most: int) -> int:
        """Up to how many places every answer earns one more."""
        return most if self.is_probing else min(self.found, most)


@dataclass(frozen=True)
class Refusal:
    """One 429: how long ago the call was sent, and the wait it asked for."""

    age_s: float
    retry_after_s: float | None


@dataclass(frozen=True)
class Report:
    """What a loop says at its turn: the places that a person allowed it (0 gives everything back), those in use.

    `busy_s` is the longest wait that the vendor, being in trouble, asked for since the last turn.
    """

    holder: str
    wanted: int
    in_flight: int
    answered: int = 0
    refusals: tuple[Refusal, ...] = ()
    busy_s: float = 0.0


def take_turn(account: Account, report: Report, now_s: float) -> tuple[Account, int]:
    """Return the account after a report, and how many calls its loop may have in flight; 0 while quiet.

    >>> account, places = take_turn(Account(), Report("a", wanted=8, in_flight=0), now_s=0)
    >>> places
    4
    >>> account, places = take_turn(account, Report("a", 8, 4, answered=4), now_s=1)
    >>> places
    8
    >>> account, places = take_turn(account, Report("a", 8, 8, refusals=(Refusal(0.1, None),)), now_s=2)
    >>> account.limit, places
    (4, 4)
    """
    alive = {name: holder for name, holder in account.holders.items() if holder.until_s > now_s}
    others = {name: holder for name, holder in alive.items() if name != report.holder}
    most = max([report.wanted, *(holder.wanted for holder in others.values())])
    account = _after_answers(replace(account, holders=others), report.answered, most)
    for refusal in report.refusals:
        account = _after_refusal(account, refusal, now_s)
    if report.busy_s > 0:
        account = _after_trouble(account, report.busy_s, now_s)
    if report.wanted <= 0:
        return account, 0
    account = replace(account, limit=min(account.limit, most))
    account, places = _shared_out(account, report, now_s)
    return account, 0 if now_s < account.quiet_until_s else places


def shares(places: int, wanted: Sequence[int], turn: int = 0) -> list[int]:
    """Share `places` out: nobody gets more than wanted, and what one leaves goes to the others.

    Places that cannot be split go round with `turn`.

    >>> shares(8, [2, 10, 10]), shares(1, [5, 5], turn=0), shares(1, [5, 5], turn=1)
    ([2, 3, 3], [1, 0], [0, 1])
    """
    given = [0] * len(wanted)
    left = min(places, sum(wanted))
    while left:
        open_to = [i for i, most in enumerate(wanted) if given[i] < most]
        each = left // len(open_to)
        if not each:
            for step in range(left):
                given[open_to[(turn + step) % len(open_to)]] += 1
            break
        for i in open_to:
            more = min(each, wanted[i] - given[i])
            given[i] += more
            left -= more
    return given


def _after_answers(account: Account, count: int, most: int) -> Account:
    """One place more for every limit's worth of answers; while it climbs, one for every answer."""
    limit, earned = account.limit, account.earned + count
    quick = max(0, min(earned, account.climbs_to(most) - limit))
    limit, earned = limit + quick, 0 if account.is_probing else earned - quick
    while earned >= limit and limit < most:
        earned -= limit
        limit += 1
    return replace(account, limit=limit, earned=min(earned, limit))


def _after_refusal(account: Account, refusal: Refusal, now_s: float) -> Account:
    """Half the places, once for each burst; Retry-After keeps everybody quiet."""
    account = _quiet(account, refusal.retry_after_s or 0.0, now_s)
    sent_at_s = now_s - refusal.age_s
    if sent_at_s <= account.cut_at_s or now_s - account.cut_at_s < ONE_BURST_S:
        return account
    limit = max(1, account.limit // 2)
    return replace(account, limit=limit, earned=0, is_probing=False, cut_at_s=now_s, found=0)


def _after_trouble(account: Account, wait_s: float, now_s: float) -> Account:
    """Everybody is quiet for so long, and no place is lost: trouble of the vendor says nothing of our pace.

    A few calls then find out whether it is over, for each that is turned away again costs its question a try.
    """
    limit, found = min(account.limit, FIRST_LIMIT), max(account.found, account.limit)
    return replace(_quiet(account, wait_s, now_s), limit=limit, earned=0, found=found)


def _quiet(account: Account, wait_s: float, now_s: float) -> Account:
    return replace(account, quiet_until_s=max(account.quiet_until_s, now_s + wait_s))


def _shared_out(account: Account, report: Report, now_s: float) -> tuple[Account, int]:
    """Write the report's loop down beside the others and give it its share of what they leave free."""
    others = account.holders
    names = sorted([*others, report.holder])
    wanted = [others[name].wanted if name in others else report.wanted for name in names]
    fair = shares(account.limit, wanted, int(now_s // TURN_S))[names.index(report.holder)]
    free = account.limit - sum(holder.held for holder in others.values())
    places = max(0, min(fair, free))
    # A place in use is held until its call comes back, whatever the share has become.
    mine = Holder(report.wanted, max(places, report.in_flight), now_s + HELD_FOR_S)
    return replace(account, holders={**others, report.holder: mine}), places
