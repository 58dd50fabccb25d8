"""One price and one bill of a company: for the tests that walk all pages."""

from tco.price_services import enter_price, import_bill
from tests.tco.prices.drafts import TODAY, draft
from tests.tco.prices.test_bills import HEADER, LINE


def around_prices(organization, user, suffix: str = "") -> dict[str, int]:
    """Add the rows and return the numbers by which addresses name them."""
    price = enter_price(organization, user, draft(item=f"極秘{suffix}の品目"), TODAY)
    bill = import_bill(organization, user, f"極秘{suffix}.csv", f"{HEADER}\n{LINE}\n".encode(), None)
    return {"price": price.pk, "bill": bill.pk}
