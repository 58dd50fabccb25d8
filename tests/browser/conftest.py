"""A real browser on a real server; every refused style, script or request is written down."""

import os
from datetime import date
from types import SimpleNamespace

import pytest
from playwright.sync_api import sync_playwright

PASSWORD = "correct horse battery"


@pytest.fixture(scope="package")
def browser(chromium_path):
    # Playwright runs an event loop in this thread: it ends with these tests, because no other loop can run beside it,
    # and Django refuses database work beside it otherwise.
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
    """The owner of a company with a use case, a finished run and a cost plan that are its evidence."""
    from accounts.models import Organization
    from accounts.roles import Role
    from adoption.services.evidence import link_cost_plan, link_evaluation
    from adoption.services.use_cases import UseCaseDraft, create_use_case
    from tco.assumptions import load_assumptions
    from tco.services import NewPlan, create_plan
    from tests.conftest import member
    from tests.evaluations.finished_run import add_finished_run

    settings.MEDIA_ROOT = tmp_path / "media"
    organization = Organization.objects.create(slug="kaisha", name="会社", name_en="Company", is_sample=True)
    owner = member(organization, Role.OWNER, "owner")
    run = add_finished_run(organization, owner)
    use_case = create_use_case(organization, UseCaseDraft("技術文書検索AI", owner_name="佐藤"), owner)
    known = load_assumptions(settings.BASE_DIR / "sample_company" / "assumptions.yaml")
    plan = create_plan(organization, owner, NewPlan("5年計画", date(2026, 4, 1)), known, "初版")
    link_evaluation(use_case, run, owner)
    link_cost_plan(use_case, plan, owner)
    return SimpleNamespace(organization=organization, owner=owner, run=run, use_case=use_case, plan=plan)


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
