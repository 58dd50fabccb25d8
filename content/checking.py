"""Checks that every book of content needs: unique ids, known references, rising figures."""

from collections.abc import Iterable

from content.reading import refuse


def check_unique(ids: Iterable[str], where: str) -> None:
    """Refuse an id that is there twice."""
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise refuse(where, f"IDが重複しています: {one}", f"duplicate id {one}")
        seen.add(one)


def check_known(references: Iterable[str], known: Iterable[str], where: str) -> None:
    """Refuse the first reference that names nothing."""
    allowed = set(known)
    for one in references:
        if one not in allowed:
            raise refuse(where, f"存在しない参照です: {one}", f"unknown reference {one}")


def check_rising(low_mode_high: tuple[float, float, float], where: str) -> None:
    """Refuse a low, mode, high that does not rise."""
    low, mode, high = low_mode_high
    if not low <= mode <= high:
        raise refuse(where, "下限・中央・上限の順になっていません", "low, mode and high do not rise")


def check_renamed(ids: Iterable[str], former: Iterable[str], where: str) -> None:
    """Refuse a former id that is still in use, or that two rows claim: answers could not follow both."""
    present, named = set(ids), [one for one in former if one]
    check_unique(named, f"{where} was")
    for one in named:
        if one in present:
            raise refuse(where, f"元のIDがまだ使われています: {one}", f"the former id {one} is still in use")
