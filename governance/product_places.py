"""Where this product keeps what would show that a requirement is met: a hint, never the evidence itself."""

from dataclasses import dataclass

from language.text import Text


@dataclass(frozen=True)
class Place:
    """A page of the company by the name of its address."""

    address: str
    name: Text
    requirements: tuple[str, ...]


def _place(address: str, ja: str, en: str, requirements: str) -> Place:
    return Place(address, Text(ja, en), tuple(requirements.split()))


PLACES: tuple[Place, ...] = (
    _place("adoption:portfolio", "案件一覧", "Portfolio", "NIST-GV1.6 NIST-MP1.1 METI-C1 ISO-4 AIPA-2"),
    _place("adoption:gate_list", "判定", "Gate decisions", "NIST-MG1.1 NIST-GV2.3 METI-C7 METI-G1 ISO-9 JP-DS920-01"),
    _place("adoption:ringi_list", "稟議", "Approval requests", "NIST-GV2.3 METI-C7 ISO-5"),
    _place("adoption:kpi_library", "KPI一覧", "KPI library", "NIST-MP3.1 NIST-MS1.1"),
    _place("evaluations:document_list", "資料", "Documents", "ISO-A7 OW26-05 EU-26.4 ISO-A4"),
    _place(
        "evaluations:policy", "送信ポリシー", "Sending policy",
        "METI-C4 METI-C5 METI-U5 OW26-02 NIST-GAI-PRIV NIST-GAI-SEC JP-TS-01",
    ),
    _place("evaluations:egress", "外部送信", "Egress", "METI-C5 METI-U5 NIST-GAI-SEC"),
    _place("evaluations:money_budget", "予算", "Budget", "OW26-06"),
    _place(
        "evaluations:run_list", "評価の実行", "Evaluation runs",
        "METI-C2 NIST-MS2.3 NIST-MS2.5 NIST-MS2.6 NIST-GAI-CONF OW26-07 AISI-10 ISO-A6",
    ),
    _place("evaluations:watch_list", "モデルの見張り", "Model watches", "NIST-MG4.1 NIST-MS4.3 NIST-MG3.1 EU-26.5"),
    _place("governance:risk_list", "リスク登録簿", "Risk register", "NIST-MP5.1 NIST-MS3.1 ISO-6 ISO-8 METI-G1"),
    _place("governance:role_list", "役割と担当者", "Roles and people", "NIST-GV2.1 METI-C7 ISO-5 ISO-A3 EU-26.2"),
    _place("governance:raci", "RACI", "RACI", "NIST-GV2.1 METI-C7 ISO-A3 NIST-GV3.2"),
    _place("governance:responsibility", "責任分担", "Duties by deployment mode", "ISO-A10 METI-U2 EU-25"),
    _place(
        "governance:readiness_list", "運用体制", "Operating readiness",
        "NIST-MG2.4 NIST-MG4.1 NIST-GV1.7 EU-26.1 METI-U7",
    ),
    _place("governance:training_list", "教育", "Training", "METI-C8 NIST-GV2.2 ISO-7 EU-04"),
    _place("governance:planted_list", "仕込み誤答テスト", "Planted errors", "NIST-GAI-HAI METI-U3 METI-C1"),
    _place("governance:incident_list", "事故", "Incidents", "NIST-MG4.3 AIPA-2 ISO-A8 ISO-10 EU-26.5"),
    _place("governance:drill_list", "訓練", "Drills", "NIST-GV6.2 NIST-MG2.4 METI-A2"),
    _place(
        "governance:vendor_use_list", "ベンダー質問票", "Vendor questionnaire",
        "NIST-GV6.1 NIST-MP4.1 NIST-GAI-VC NIST-GAI-IP OW26-04 ISO-A10 JP-CONTRACT-01",
    ),
    _place("governance:vendor_event_list", "提供終了・価格の履歴", "Notices and prices", "NIST-MG3.1"),
    _place("governance:exit_list", "乗換計画", "Exit plans", "NIST-GV6.2 NIST-GV1.7"),
    _place("governance:partner_list", "パートナー", "Partners", "METI-C9 METI-C10 AIPA-1"),
    _place("governance:provenance", "モデルの来歴", "Model provenance", "METI-C6 METI-U6 ISO-A8"),
    _place("governance:standards", "標準の対応", "Standards map", "METI-C10"),
    _place(
        "governance:clearance_list", "データ投入可否", "Data clearance",
        "METI-C4 METI-U4 NIST-GAI-PRIV OW26-02 JP-APPI-01 JP-TS-01 JP-FEFTA-01 JP-NDA-01",
    ),
    _place("governance:usage_rule", "利用ルール", "Usage rule", "JP-POLICY-01 ISO-A9 ISO-A2 JP-COPY-01 METI-U4"),
    _place("governance:watch_list", "規制の動向", "Watch on rules", "NIST-GV1.1 AIPA-1 EU-06 EU-50"),
)  # fmt: skip


def places_of(requirement_id: str) -> list[Place]:
    """The pages that hold what would show this requirement; empty where the product keeps nothing of the kind."""
    return [place for place in PLACES if requirement_id in place.requirements]
