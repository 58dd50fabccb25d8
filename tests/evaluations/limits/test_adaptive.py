import math

from hypothesis import given
from hypothesis import strategies as st

from evaluations.running.adaptive import (
    FIRST_LIMIT,
    HELD_FOR_S,
    Account,
    Refusal,
    Report,
    shares,
    take_turn,
)


def turns(account: Account, *reports: tuple[Report, float]) -> tuple[Account, list[int]]:
    places = []
    for report, now_s in reports:
        account, got = take_turn(account, report, now_s)
        places.append(got)
    return account, places


def test_the_pace_doubles_until_the_first_refusal_then_grows_by_one_for_every_window():
    account, places = turns(
        Account(),
        (Report("a", 32, 0), 0),
        (Report("a", 32, 4, answered=4), 1),
        (Report("a", 32, 8, answered=8), 2),
    )
    assert places == [4, 8, 16]
    account, places = turns(account, (Report("a", 32, 16, refusals=(Refusal(0.2, None),)), 3))
    assert places == [8]
    # A window is a limit's worth of answers: 8 earn one place, 7 none, 17 two (8 and 9).
    assert take_turn(account, Report("a", 32, 8, answered=7), 4)[1] == 8
    assert take_turn(account, Report("a", 32, 8, answered=8), 4)[1] == 9
    assert take_turn(account, Report("a", 32, 8, answered=17), 4)[1] == 10


def test_a_burst_of_refusals_halves_once():
    account = Account(limit=16, is_probing=False)
    burst = tuple(Refusal(0.3, None) for _ in range(16))
    account, (places,) = turns(account, (Report("a", 16, 16, refusals=burst), 10.0))
    assert (account.limit, places) == (8, 8)
    # Calls sent before the cut come back refused after it: they say nothing of the new pace.
    late = (Refusal(3.0, None),)
    assert take_turn(account, Report("a", 16, 8, refusals=late), 12.0)[0].limit == 8
    assert take_turn(account, Report("a", 16, 8, refusals=(Refusal(0.5, None),)), 12.0)[0].limit == 4


def test_the_pace_never_falls_under_one_call():
    account = Account(limit=1, is_probing=False)
    account, (places,) = turns(account, (Report("a", 8, 1, refusals=(Refusal(0.1, None),)), 5))
    assert (account.limit, places) == (1, 1)


def test_retry_after_of_one_stops_everybody_until_then():
    account, _ = turns(Account(), (Report("a", 8, 0), 0), (Report("b", 8, 0), 0))
    account, places = turns(
        account,
        (Report("a", 8, 1, refusals=(Refusal(0.1, 30.0),)), 100),
        (Report("b", 8, 0), 100.2),
        (Report("b", 8, 0), 129.9),
        (Report("b", 8, 0), 130.1),
    )
    assert places[:3] == [0, 0, 0]
    assert places[3] >= 1


def test_a_vendor_in_trouble_silences_everybody_and_no_place_is_lost():
    account, _ = turns(Account(limit=32, is_probing=False), (Report("a", 32, 0), 0), (Report("b", 32, 0), 1))
    account, places = turns(
        account,
        (Report("a", 32, 32, busy_s=30.0), 100),
        (Report("b", 32, 0), 100.2),
        (Report("b", 0, 0), 101),
        (Report("a", 32, 0), 129.9),
        # A few find out whether it is over; then every answer brings a place back, up to the pace that was found.
        (Report("a", 32, 0), 130.1),
        (Report("a", 32, 4, answered=4), 131),
        (Report("a", 32, 8, answered=8), 132),
        (Report("a", 32, 16, answered=16), 133),
        (Report("a", 40, 32, answered=31), 134),
        (Report("a", 40, 32, answered=1), 135),
    )
    assert places == [0, 0, 0, 0, 4, 8, 16, 32, 32, 33]


def test_trouble_before_any_refusal_leaves_the_search_for_the_pace_as_it_was():
    account, places = turns(
        Account(),
        (Report("a", 16, 4, answered=8), 1),
        (Report("a", 16, 12, busy_s=1.0), 2),
        (Report("a", 16, 0), 4),
        (Report("a", 16, 4, answered=12), 5),
    )
    assert places == [12, 0, 4, 16]
    assert account.is_probing


def test_a_refusal_after_trouble_ends_the_way_back_to_the_old_pace():
    _, places = turns(
        Account(limit=32, is_probing=False),
        (Report("a", 32, 32, busy_s=1.0), 10),
        (Report("a", 32, 4, answered=4), 12),
        (Report("a", 32, 8, refusals=(Refusal(0.1, None),)), 13),
        (Report("a", 32, 4, answered=3), 14),
        (Report("a", 32, 4, answered=1), 15),
    )
    assert places == [0, 8, 4, 4, 5]


def test_a_burst_of_trouble_is_one_and_the_longest_wait_counts():
    account, _ = turns(
        Account(limit=32, is_probing=False),
        (Report("a", 32, 32, busy_s=20.0), 10),
        (Report("a", 32, 28, busy_s=5.0), 10.5),
        (Report("b", 32, 0, busy_s=18.0), 11),
    )
    assert (account.quiet_until_s, account.limit, account.found) == (30.0, FIRST_LIMIT, 32)


def test_two_loops_share_the_places_and_none_waits_for_ever():
    account, places = turns(
        Account(limit=8, is_probing=False),
        (Report("a", 8, 0), 0),
        (Report("b", 8, 0), 0.1),  # a holds all
        (Report("a", 8, 8), 0.3),  # a learns that b is there; its calls are still under way
        (Report("a", 8, 3), 0.6),
        (Report("b", 8, 0), 0.7),
    )
    assert places == [8, 0, 4, 4, 4]
    assert sum(holder.held for holder in account.holders.values()) <= 8


def test_one_place_goes_round():
    account, first = turns(
        Account(limit=1, is_probing=False), (Report("a", 4, 0), 0), (Report("b", 4, 0), 0.1)
    )
    _, later = turns(account, (Report("a", 4, 0), 5.1), (Report("b", 4, 0), 5.2))
    assert (first, later) == ([1, 0], [0, 1])


def test_places_of_a_loop_that_says_nothing_come_back():
    account, _ = turns(Account(limit=8, is_probing=False), (Report("killed", 8, 0), 0))
    _, (before, after) = turns(
        account, (Report("b", 8, 0), HELD_FOR_S - 1), (Report("b", 8, 0), HELD_FOR_S + 0.1)
    )
    assert (before, after) == (0, 8)


def test_places_that_are_given_back_are_free_at_once():
    account, _ = turns(Account(limit=8, is_probing=False), (Report("a", 8, 0), 0), (Report("a", 0, 0), 1))
    assert take_turn(account, Report("b", 8, 0), 1.1)[1] == 8


def test_a_person_s_limit_is_never_passed_and_the_larger_of_two_counts():
    account, (places,) = turns(Account(limit=40, is_probing=False), (Report("a", 6, 0), 0))
    assert places == 6
    account, _ = turns(
        Account(limit=20, is_probing=False), (Report("big", 20, 0), 0), (Report("small", 2, 0), 1)
    )
    assert account.limit == 20


def test_the_first_places_are_few():
    assert take_turn(Account(), Report("a", 64, 0), 0)[1] == FIRST_LIMIT


@given(st.integers(0, 60), st.lists(st.integers(0, 20), max_size=6), st.integers(0, 50))
def test_shares_give_out_all_that_is_wanted_and_no_more(places, wanted, turn):
    given_out = shares(places, wanted, turn)
    assert sum(given_out) == min(places, sum(wanted))
    assert all(0 <= got <= want for got, want in zip(given_out, wanted, strict=True))


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"),
            st.integers(1, 16),
            st.integers(0, 20),
            st.integers(0, 3),
            st.floats(0.0, 3.0, allow_nan=False),
            st.sampled_from([0.0, 0.0, 0.5]),
        ),
        max_size=40,
    )
)
def test_whatever_is_reported_the_places_handed_out_stay_within_the_pace(reports):
    account, now_s = Account(), 0.0
    granted: dict[str, int] = {}
    for name, wanted, answered, refused, step_s, busy_s in reports:
        now_s += step_s
        refusals = tuple(Refusal(0.1, None) for _ in range(refused))
        report = Report(name, wanted, granted.get(name, 0), answered, refusals, busy_s)
        account, granted[name] = take_turn(account, report, now_s)
        assert account.limit >= 1
        assert account.limit <= max(holder.wanted for holder in account.holders.values())
        assert 0 <= granted[name] <= min(wanted, account.limit)
        assert math.isfinite(account.earned)
