"""A real browser on a real server; every refused style, script or request is written down."""

import os

import pytest
from playwright.sync_api import sync_playwright

PASSWORD = "correct horse battery"


@pytest.fixture(scope="session")
def browser(chromium_path):
    # Playwright runs an event loop in this thread, and Django refuses database work beside one otherwise.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium_path)
        yield running
        running.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    else:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture
def company(transactional_db, tmp_path, settings):
    """The owner of a company with one finished run."""
    from accounts.models import Organization
    from accounts.roles import Role
    from tests.conftest import member
    from tests.evaluations.finished_run import add_finished_run

    settings.MEDIA_ROOT = tmp_path / "media"
    organization = Organization.objects.create(slug="kaisha", name="会社", name_en="Company", is_sample=True)
    owner = member(organization, Role.OWNER, "owner")
    return organization, owner, add_finished_run(organization, owner)


class Watched:
    """A page that remembers what the browser complained about."""

    def __init__(self, page, base):
        self.page, self.base = page, base
        self.complaints: list[str] = []
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("requestfailed", lambda request: self._failed(request))
        page.on("request", self._foreign)

    def open(self, path):
        response = self.page.goto(self.base + path)
        self.page.wait_for_load_state()
        return response

    def sign_in(self, email):
        self.open("/accounts/login/")
        self.page.fill("[name=login]", email)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("main button[type=submit], main button.btn-primary")
        self.page.wait_for_url(lambda url: "/accounts/login" not in url)

    def _note(self, message):
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _failed(self, request):
        # A page left while a part was on its way ends that request; nothing is wrong.
        if "ERR_ABORTED" not in (request.failure or ""):
            self.complaints.append(f"{request.url}: {request.failure}")

    def _foreign(self, request):
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.complaints.append(f"foreign request {request.url}")


@pytest.fixture
def open_page(browser, live_server):
    """Make a watched page: `open_page(width=390, dark=True)`."""
    contexts = []

    def make(width=1360, height=900, dark=False, script=True):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
        )
        contexts.append(context)
        return Watched(context.new_page(), live_server.url)

    yield make
    for context in contexts:
        context.close()
