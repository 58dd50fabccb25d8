"""Five one-page views of the same numbers, one for each circle that is asked before a request goes out (根回し)."""

from reports.contents import ManagementReport
from reports.ringi_lint import Commitments
from reports.viewpoints import accounting, executives, it_department, quality, shop_floor
from reports.viewpoints.basis import Basis
from reports.viewpoints.view import Circle, View

_PAGES = {
    "shop-floor": shop_floor.page,
    "quality": quality.page,
    "it": it_department.page,
    "accounting": accounting.page,
    "executives": executives.page,
}
CIRCLES: tuple[Circle, ...] = tuple(
    Circle(key, page.TITLE, page.ABOUT)
    for key, page in {
        "shop-floor": shop_floor,
        "quality": quality,
        "it": it_department,
        "accounting": accounting,
        "executives": executives,
    }.items()
)


def views_of(report: ManagementReport, commitments: Commitments) -> dict[str, View]:
    """Return the five views by their key, all made from one calculation of the plan."""
    basis = Basis(report, commitments)
    return {circle.key: _PAGES[circle.key](basis) for circle in CIRCLES}
