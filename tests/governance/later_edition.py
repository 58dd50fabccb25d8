"""A later edition of the frameworks: one row reworded, one renamed, one taken out, one new."""

from dataclasses import replace

from governance.content.library import FrameworkBook
from governance.content.loader import books
from language.text import Text


def later_frameworks() -> FrameworkBook:
    book = books().frameworks
    kept = [_later(one) for one in book.requirements if one.id != "AIPA-1"]
    new = replace(book.requirements[0], id="METI-C11", name=Text("新しい項目", "A new item"))
    return replace(book, version="2027-02", requirements=(*kept, new))


def _later(one):
    if one.id == "METI-C1":
        return replace(
            one, name=Text("人を中心に据え、依存の度合いを記録する", "Human-centred use, record reliance")
        )
    if one.id == "OW26-01":
        return replace(one, id="OW27-01", was="OW26-01")
    return one


def ship(monkeypatch, book, name: str = "frameworks") -> None:
    """Let the product ship this book from now on."""
    from governance import editions

    shipped = replace(editions.SHIPPED[name], of=lambda _books: book)
    monkeypatch.setitem(editions.SHIPPED, name, shipped)
