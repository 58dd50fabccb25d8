"""A person who works through pages in a browser: opens, fills in by name, sends."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from tests.conftest import signed_in

PAUSE_MS = 700


@dataclass(frozen=True)
class Walker:
    """One signed-in person on pages of one company."""

    watched: Any
    root: str

    def open(self, path: str) -> None:
        answer = self.watched.open(f"{self.root}{path}")
        assert answer.status == 200, f"{path}: {answer.status}"

    def send(self, **values: object) -> None:
        """Fill the form that holds these fields, press its button, and expect no refusal."""
        page, names = self.watched.page, list(values)
        form = page.locator(f"main form:has([name='{names[0]}'])").first
        for name, value in values.items():
            put(form, name, value)
        self.let_parts_arrive()
        form.locator("button[type=submit]").last.click()
        self.settle()

    def press(self, action: str) -> None:
        """Press the button of a form without fields; `action` ends its address."""
        self.watched.page.locator(f"main form[action$='{action}'] button[type=submit]").first.click()
        self.settle()

    def let_parts_arrive(self) -> None:
        """A part of the page that follows the fields is asked for a moment after the last of them."""
        page = self.watched.page
        if page.locator("main [hx-get], main [hx-post]").count():
            page.wait_for_timeout(PAUSE_MS)
            page.wait_for_selector(".htmx-request", state="detached")

    def settle(self) -> None:
        page = self.watched.page
        page.wait_for_load_state("load")
        refused = page.locator("main .notice-error, main .invalid-feedback:visible").all_inner_texts()
        assert not refused, f"{page.url}: {refused}"

    def text(self) -> str:
        return str(self.watched.page.locator("main").inner_text())


def put(form: Any, name: str, value: object) -> None:
    """Write, choose, tick or attach, whatever the field is; a list ticks several."""
    field = form.locator(f"[name='{name}']")
    kind = field.first.evaluate("one => one.tagName === 'SELECT' ? 'select' : one.type")
    if kind == "select":
        field.select_option(str(value))
    elif kind in ("radio", "checkbox"):
        for one in value if isinstance(value, list) else [value]:
            form.locator(f"[name='{name}'][value='{one}']").check()
    elif kind == "file":
        field.set_input_files(str(value))
    else:
        field.fill(str(value))


def walker(open_page: Any, user: Any, slug: str) -> Walker:
    """Sign a person in by cookie: the form of signing in has its own tests."""
    watched = open_page()
    cookie = signed_in(user).cookies[settings.SESSION_COOKIE_NAME]
    watched.page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": watched.base}])
    return Walker(watched, f"/o/{slug}")
