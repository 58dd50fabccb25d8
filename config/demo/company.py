"""The sample company: people, documents, test set. All is found or made, never doubled."""

from dataclasses import dataclass

import yaml
from django.conf import settings
from django.core.files import File
from django.db import transaction

from accounts.models import Organization, User
from accounts.roles import Role
from accounts.services import add_member
from adoption.services.use_cases import UseCaseDraft
from evaluations.models import Document, TestSet
from evaluations.services.documents import upload_document
from evaluations.services.test_sets import freeze_test_set, import_test_set

FOLDER = settings.BASE_DIR / "sample_company"
SLUG = "sample-seiki"
TEST_SET = "社内文書QA"
GATE = "G2"  # the end of stage 1, decided on the evaluation and the cost plan
# Two processor cores read slowly: one passage holds the evidence of 52 of the 56 answerable questions.
EVIDENCE_CHARACTERS = 350
PLAN = "技術文書検索AI 5年計画"
# The first part of the address is how the story of the sample names a person.
PEOPLE = (
    ("owner@sample-seiki.example", "早瀬 直人", "生産技術課 推進リーダー", Role.OWNER),
    ("editor@sample-seiki.example", "岸本 菜摘", "品質保証部 品質技術課", Role.EDITOR),
    ("approver@sample-seiki.example", "大庭 徹", "取締役 製造部長", Role.APPROVER),
    ("president@sample-seiki.example", "相馬 恒一", "代表取締役社長", Role.APPROVER),
    ("finance@sample-seiki.example", "三枝 隆", "経理部長", Role.APPROVER),
    ("it@sample-seiki.example", "倉田 誠司", "情報システム課長", Role.APPROVER),
    ("security@sample-seiki.example", "椎名 彩", "情報システム課 情報セキュリティ担当", Role.APPROVER),
    ("legal@sample-seiki.example", "芦田 和子", "総務部 法務・輸出管理担当", Role.APPROVER),
    ("quality@sample-seiki.example", "田代 修", "品質保証部長", Role.APPROVER),
    ("viewer@sample-seiki.example", "森下 由紀", "品質保証部 検査課", Role.VIEWER),
    ("consultant@example.org", "河合 玲", "コンサルタント", Role.CONSULTANT),
)
CLASSES = {"公開": "public", "社内": "internal", "取引先限定": "partner", "社外秘": "secret"}
USE_CASE = UseCaseDraft(
    name="技術文書検索AI",
    name_en="Technical document search",
    description="保全・検査・安全・見積の社内文書から、根拠のページを付けて答えを探す。",
    owner_name="早瀬 直人",
    library_id="UC-01",
)


@dataclass(frozen=True)
class Account:
    """A demonstration account; the password is known only when it was made now."""

    email: str
    name: str
    role: str
    password: str | None


@transaction.atomic
def found_company() -> tuple[Organization, list[Account]]:
    """Return the organisation and its people, making what is missing."""
    organization, _made = Organization.objects.get_or_create(
        slug=SLUG,
        defaults={"name": "サンプル精機株式会社", "name_en": "Sample Seiki Co., Ltd.", "is_sample": True},
    )
    accounts = []
    for email, name, title, role in PEOPLE:
        added = add_member(organization, email, name, role, title)
        accounts.append(Account(email, name, str(role.label), added.password))
    return organization, accounts


def owner_of(organization: Organization) -> User:
    return User.objects.get(memberships__organization=organization, email=PEOPLE[0][0])


def add_documents(organization: Organization, user: User) -> list[Document]:
    """Upload every file of the sample company; a file that is there already is not stored twice."""
    listed = yaml.safe_load((FOLDER / "documents.yaml").read_text(encoding="utf-8"))
    documents = []
    for row in listed:
        path = FOLDER / "documents" / row["file"]
        with path.open("rb") as stream:
            document, _new = upload_document(
                organization, user, File(stream, path.name), CLASSES[row["class"]]
            )
        documents.append(document)
    return documents


def add_test_set(organization: Organization, user: User) -> TestSet:
    """Import the reviewed questions and freeze them."""
    path = FOLDER / "testset.xlsx"
    return freeze_test_set(import_test_set(organization, user, path, TEST_SET, path.name), user)
