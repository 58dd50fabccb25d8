"""Loads the shipped books of governance once; `checking` refuses what does not hold together."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from content.reading import read_book
from governance.content import checking
from governance.content.library import FrameworkBook, RoleBook, VendorBook, WatchBook
from governance.content.programmes import ProgrammeBook, check_programmes
from governance.content.usage_rule import UsageRuleBook, check_usage_rule
from governance.content.words import GlossaryBook, MarketBook, PhraseBook, check_glossary, check_market

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Books:
    """All shipped content of governance."""

    roles: RoleBook
    frameworks: FrameworkBook
    watch: WatchBook
    vendors: VendorBook
    programmes: ProgrammeBook
    glossary: GlossaryBook
    phrases: PhraseBook
    market: MarketBook
    usage_rule: UsageRuleBook


@cache
def books() -> Books:
    """The shipped content, read and checked once for each process."""
    return load_books(FOLDER)


def load_books(folder: Path) -> Books:
    """Read a content folder; raise ContentRefused, with file and row, for the first fault."""
    loaded = Books(
        roles=read_book(RoleBook, folder, "roles"),
        frameworks=read_book(FrameworkBook, folder, "frameworks"),
        watch=read_book(WatchBook, folder, "regwatch"),
        vendors=read_book(VendorBook, folder, "vendor_questions"),
        programmes=read_book(ProgrammeBook, folder, "programmes"),
        glossary=read_book(GlossaryBook, folder, "glossary"),
        phrases=read_book(PhraseBook, folder, "phrases"),
        market=read_book(MarketBook, folder, "market_cards"),
        usage_rule=read_book(UsageRuleBook, folder, "usage_rule"),
    )
    checking.check_roles(loaded.roles)
    checking.check_frameworks(loaded.frameworks)
    checking.check_watch(loaded.watch)
    checking.check_vendors(loaded.vendors)
    check_programmes(loaded.programmes, [item.id for item in loaded.watch.items])
    check_glossary(loaded.glossary)
    check_market(loaded.market)
    check_usage_rule(loaded.usage_rule)
    return loaded
