"""The pages of the sample that are worth opening first, and who signs in to see them."""

from collections.abc import Iterator

from django.urls import reverse

from adoption.models import UseCase
from config.processes import WEB_PORT
from language.text import Text

PAGES = (
    ("adoption:portfolio", (), Text("案件一覧と価値・実現性の図", "Portfolio, value and feasibility")),
    ("adoption:pilot_effect", ("use_case",), Text("試行の効果(凍結した計画)", "Effect of the pilot")),
    ("adoption:gate_detail", ("use_case", "G2"), Text("PoC判定(推奨と反対意見)", "Gate G2 with dissent")),
    ("adoption:ringi_list", (), Text("稟議(差戻し1回のあと条件付承認)", "Requests for approval")),
    ("governance:home", (), Text("統制(リスク・体制・ベンダー・規制)", "Governance")),
)
PEOPLE = Text(
    "役割別に見る: owner@(推進)、approver@(決裁)、finance@ it@ security@ legal@ quality@(合議)、viewer@(閲覧)、"
    "president@(社長)。それぞれ sample-seiki.example",
    "Sign in as owner@, approver@, finance@, it@, security@, legal@, quality@, viewer@ or president@ "
    "sample-seiki.example",
)


def addresses(use_case: UseCase) -> Iterator[tuple[Text, str]]:
    """Yield what a page shows, and where it is."""
    for name, arguments, words in PAGES:
        given = [use_case.pk if one == "use_case" else one for one in arguments]
        path = reverse(name, args=[use_case.organization.slug, *given])
        yield words, f"http://127.0.0.1:{WEB_PORT}{path}"
