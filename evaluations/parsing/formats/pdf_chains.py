"""Stretches of a PDF page that its own content stream already gives in reading order."""

from collections.abc import Sequence

from evaluations.parsing.formats.pdf_characters import Run

Chain = list[Run]
_TOLERANCE_PT = 2.0
# A page with more jumps than this is drawn in no order worth following.
_MAX_CHAINS = 40


def chains(runs: Sequence[Run]) -> list[Chain]:
    """Divide a page where its stream jumps up to the next column; return one chain if it jumps elsewhere.

    Word processors and browsers write one column after the other. A page drawn line by line across its
    columns never jumps up and comes back as one chain, and so does a page drawn in no order.
    """
    found = _descending(runs)
    if not 1 < len(found) <= _MAX_CHAINS:
        return [list(runs)]
    first, middle, last = _margins_apart(found)
    if not all(_is_next_column(a, b) for i, b in enumerate(middle) for a in middle[:i]):
        return [list(runs)]
    columns = [part for i, chain in enumerate(middle) for part in _cut_beside(chain, middle[i + 1 :])]
    return [*first, *columns, *last]


def _descending(runs: Sequence[Run]) -> list[Chain]:
    """Cut where the stream goes up, or back to the left of everything in its column."""
    found: list[Chain] = []
    left = 0.0
    for run in runs:
        if found and _goes_on(found[-1][-1], run) and run.left > left - 3 * run.height:
            found[-1].append(run)
            left = min(left, run.left)
        else:
            found.append([run])
            left = run.left
    return found


def _goes_on(last: Run, run: Run) -> bool:
    return run.middle <= last.middle + 0.5 * max(run.height, last.height)


def _margins_apart(found: list[Chain]) -> tuple[list[Chain], list[Chain], list[Chain]]:
    """Take headers and footers out, wherever the stream has them: chains wholly above or below the rest."""
    first: list[Chain] = []
    middle, last = list(found), list[Chain]()
    for chain in (found[0], found[-1]) if len(found) > 1 else ():
        others = [run for other in middle if other is not chain for run in other]
        if not others:
            break
        if min(run.bottom for run in chain) >= max(run.top for run in others):
            first.append(chain)
        elif max(run.top for run in chain) <= min(run.bottom for run in others):
            last.append(chain)
        else:
            continue
        middle = [other for other in middle if other is not chain]
    return first, middle, last


def _cut_beside(chain: Chain, later: list[Chain]) -> list[Chain]:
    """Cut a chain where the next column begins beside it: lines above may be wider than the column."""
    tops = [max(run.top for run in other) for other in later]
    bottom = min(run.bottom for run in chain)
    beside = [top for top in tops if top > bottom]
    if not beside:
        return [chain]
    above = [run for run in chain if run.bottom >= max(beside)]
    column = [run for run in chain if run.bottom < max(beside)]
    return [part for part in (above, column) if part]


def _is_next_column(chain: Chain, following: Chain) -> bool:
    """True when the later chain stands right of everything in the earlier one that is beside it."""
    top, bottom = max(run.top for run in following), min(run.bottom for run in following)
    beside = [run for run in chain if run.bottom < top and run.top > bottom]
    left = min(run.left for run in following)
    return all(run.right <= left + _TOLERANCE_PT for run in beside)
