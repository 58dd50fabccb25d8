"""Which edition of each book a company works with, and what the shipped edition would change."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from accounts.models import Organization
from content.errors import ContentRefused
from content.reading import build
from content.rows import Named
from content.versions import Change, Edition, differences, edition_of
from content.writing import row_of
from governance.content.library import FrameworkBook, RoleBook, VendorBook, WatchBook
from governance.content.loader import Books, books
from governance.models import AdoptedEdition
from language.text import Text


@dataclass(frozen=True)
class Shipped:
    """A book that comes with the product, by name."""

    label: Named
    shape: type[Any]
    of: Callable[[Books], Any]

    def book(self) -> Any:
        return self.of(books())

    def document(self) -> dict[str, Any]:
        return row_of(self.book())

    def edition(self) -> Edition:
        return edition_of(self.label.id, self.document())


def _shipped(name: str, title: Text, shape: type[Any], of: Callable[[Books], Any]) -> tuple[str, Shipped]:
    return name, Shipped(Named(name, title), shape, of)


SHIPPED: Mapping[str, Shipped] = dict(
    (
        _shipped(
            "frameworks",
            Text("枠組みと要求事項", "Frameworks and requirements"),
            FrameworkBook,
            lambda held: held.frameworks,
        ),
        _shipped("regwatch", Text("規制の動向", "Watch on rules"), WatchBook, lambda held: held.watch),
        _shipped("roles", Text("役割・体制・教育", "Roles and operation"), RoleBook, lambda held: held.roles),
        _shipped(
            "vendor_questions",
            Text("ベンダー質問票", "Vendor questionnaire"),
            VendorBook,
            lambda held: held.vendors,
        ),
    )
)


@dataclass(frozen=True)
class BookState:
    """A book beside what the company adopted; without an adopted edition nobody has answered yet."""

    shipped: Shipped
    edition: Edition
    adopted: AdoptedEdition | None

    @property
    def is_behind(self) -> bool:
        return self.adopted is not None and self.adopted.sha256 != self.edition.sha256


def adopted_edition(organization: Organization, name: str) -> AdoptedEdition | None:
    """The edition that the company adopted last, if any."""
    rows = AdoptedEdition.objects.filter(organization=organization, book=name)
    found = rows.defer("document").order_by("-pk").first()
    return cast("AdoptedEdition | None", found)


def book_state(organization: Organization, name: str) -> BookState:
    """Raise KeyError for a book that is not shipped."""
    shipped = SHIPPED[name]
    return BookState(shipped, shipped.edition(), adopted_edition(organization, name))


def pending_changes(state: BookState) -> tuple[Change, ...]:
    """What adopting the shipped edition would change; nothing where none was adopted."""
    if state.adopted is None:
        return ()
    return differences(edition_of(state.adopted.book, state.adopted.document), state.edition)


def frameworks_of(organization: Organization) -> FrameworkBook:
    """The requirements as the company adopted them: an update shows only after somebody read what it changes."""
    return cast(FrameworkBook, _book_of(organization, "frameworks"))


def watch_of(organization: Organization) -> WatchBook:
    """The watched rules as the company adopted them."""
    return cast(WatchBook, _book_of(organization, "regwatch"))


def vendor_questions_of(organization: Organization) -> VendorBook:
    """The questionnaire for vendors as the company adopted it."""
    return cast(VendorBook, _book_of(organization, "vendor_questions"))


def _book_of(organization: Organization, name: str) -> Any:
    state = book_state(organization, name)
    if state.adopted is None or not state.is_behind:
        return state.shipped.book()
    try:
        return build(state.shipped.shape, state.adopted.document, name)
    except ContentRefused:
        # An edition from before the rows changed their shape: the difference page still reads it row by row.
        return state.shipped.book()
