"""A programme of the sample company with invented but realistic values; every part of the sheets is used."""

from datetime import UTC, date, datetime

from language.text import Text
from reports.programme import Programme
from reports.programme.approvals import ApprovalPart, ApprovalStep, RecordedDecision, RevisionLine
from reports.programme.pilots import Change, Deviation, KpiResult, PilotPart
from reports.programme.risks import Exposure, RegisteredRisk
from reports.programme.rules import (
    CompanySize,
    RequirementLine,
    RulesPart,
    SubsidyNote,
    SubsidyPart,
    WatchedRule,
)
from reports.programme.schedule import GateCheck, GateState, KillLine, SchedulePart, Span
from reports.programme.structure import (
    RaciRow,
    ReadinessLine,
    RoleHolder,
    StopSwitch,
    StructurePart,
    TrainingLine,
)
from reports.programme.vendors import (
    Dependence,
    LifecycleEvent,
    ModelUse,
    Party,
    PricePoint,
    VendorAnswer,
    VendorPart,
    WayOut,
)

SHA = "9f2b6c0d41e8" + "0" * 52


def sample_programme() -> Programme:
    return Programme(
        pilots=(sample_pilot(),),
        vendors=sample_vendors(),
        risks=sample_risks(),
        structure=sample_structure(),
        schedule=sample_schedule(),
        rules=sample_rules(),
        subsidies=sample_subsidies(),
        approvals=sample_approvals(),
        revisions=(
            RevisionLine(
                2, datetime(2026, 11, 18, 9, 30, tzinfo=UTC), "佐藤 恵", "電気料金を見積に更新", SHA
            ),
            RevisionLine(1, datetime(2026, 11, 2, 14, 0, tzinfo=UTC), "佐藤 恵", "初版", "1c" * 32),
        ),
    )


def sample_pilot() -> PilotPart:
    paired = Text("対応のある比較（対数時間）", "paired t on log time")
    minutes = Text("分/件", "min/task")
    return PilotPart(
        name=Text("技術文書検索 PoC（保全課・2ライン）", "Document search pilot (maintenance, 2 lines)"),
        design=Text("クロスオーバー（順番を無作為）", "randomised AB/BA crossover"),
        starts_on=date(2026, 9, 1),
        ends_on=date(2026, 10, 30),
        frozen_on=date(2026, 8, 28),
        plan_sha256=SHA,
        planned_n=Text("48組（差20%、検出力80%）", "48 pairs (20 %, power 80 %)").ja,
        kill_line=Text(
            "正味時間の短縮が5%未満、または重大な誤りの95%上限が10%超なら中止",
            "Stop when net time falls by less than 5 %, or the severe-error bound is above 10 %",
        ),
        results=(
            KpiResult(
                Text("正味の検索時間", "Net search time"),
                minutes,
                "down",
                True,
                18.4,
                12.9,
                14.7,
                "52組",
                Change(-0.299, -0.361, -0.231, is_relative=True),
                paired,
                0.0004,
                True,
                "met",
            ),
            KpiResult(
                Text("確認・手直しの時間", "Review and rework"),
                minutes,
                "down",
                False,
                4.1,
                4.6,
                4.1,
                "52組",
                Change(0.5, -0.1, 1.1, is_relative=False),
                paired,
                0.094,
                True,
                "unknown",
            ),
            KpiResult(
                Text("一次解決率", "First-time resolution"),
                Text("%", "%"),
                "up",
                False,
                61.0,
                72.0,
                70.0,
                "88件",
                Change(11.0, -2.4, 23.8, is_relative=False),
                Text("割合の差（Newcombe）", "two proportions, Newcombe"),
                0.11,
                False,
                "unknown",
                Text("標本数が計画に足りません（88 / 300）", "fewer were measured than planned (88 of 300)"),
            ),
            KpiResult(
                Text("品質不良の流出", "Escaped defects"),
                Text("ppm", "ppm"),
                "down",
                False,
                140.0,
                None,
                120.0,
                "",
                None,
                "",
                None,
                False,
                "unknown",
            ),
        ),
        deviations=(
            Deviation(
                date(2026, 9, 16), "2班の定期修理のため3日間測定を中断し、期間を3日延長した。", "山田 太郎"
            ),
        ),
    )


def sample_vendors() -> VendorPart:
    def must(number: int, question: str, answer: str, score: int | None, evidence: str = "") -> VendorAnswer:
        return VendorAnswer(f"V-DAT-{number}", Text(question, f"Question {number}"), answer, score, evidence)

    answered = (
        must(1, "入力・出力の学習利用の有無と既定値", "学習に使わない（既定）", 4, "契約書 第8条"),
        must(2, "保持期間・削除方法・削除証明", "30日で削除", 3, "データ処理補足条項"),
        must(
            3,
            "人による閲覧(不正監視など)の条件",
            "不正検知時に閲覧あり。申請で停止可",
            2,
            "回答書 2026-10-20",
        ),
    )
    unknown = (*answered[:2], must(3, "人による閲覧(不正監視など)の条件", "", None))
    refused = (
        must(1, "入力・出力の学習利用の有無と既定値", "学習に使う（停止不可）", 0, "利用規約 2026-09"),
    )
    return VendorPart(
        uses=(
            ModelUse(
                "文書検索（API）",
                Party("GPT-4.1", Text("米国", "USA"), "商用（非公開）"),
                Party("Azure OpenAI 東日本", Text("日本・米国企業", "Japan, US company"), ""),
                Party("日本マイクロソフト", Text("日本", "Japan"), "オンラインサービス条件"),
                unknown,
                4,
                41,
            ),
            ModelUse(
                "文書検索（自社GPU）",
                Party("Qwen3-14B", Text("中国", "China"), "Apache-2.0"),
                Party("自社サーバー室", Text("日本", "Japan"), ""),
                Party("導入会社A", Text("日本", "Japan"), "保守契約（案）"),
                answered,
                0,
                41,
            ),
            ModelUse(
                "翻訳SaaS",
                Party("非公開", "", ""),
                None,
                Party("B社", Text("日本", "Japan"), ""),
                refused,
                17,
                41,
            ),
            ModelUse("要約（検討中）", None, None, None, (), 0, 0),
        ),
        prices=(
            PricePoint("GPT-4.1", date(2025, 4, 14), 2.0, 8.0, "USD", "公式価格表", date(2026, 11, 20)),
            PricePoint("GPT-4.1", date(2026, 8, 1), 1.6, 6.4, "USD", "公式価格表", date(2026, 11, 20)),
            PricePoint(
                "DeepSeek-V3", date(2024, 12, 26), 0.14, 0.28, "USD", "genai-prices", date(2026, 11, 20)
            ),
            PricePoint("DeepSeek-V3", date(2025, 2, 9), 0.27, 1.1, "USD", "genai-prices", date(2026, 11, 20)),
            PricePoint("Claude Sonnet", date(2025, 5, 22), 3.0, 15.0, "USD", "公式価格表", None),
        ),
        events=(
            LifecycleEvent(
                "GPT-4.1",
                Text("提供終了の予告", "retirement announced"),
                date(2027, 4, 14),
                "公式の廃止予定表",
                date(2026, 11, 20),
                "official",
            ),
            LifecycleEvent(
                "Qwen3-14B",
                Text("公開", "released"),
                date(2025, 4, 29),
                "公式ブログ",
                date(2026, 11, 1),
                "memory",
            ),
            LifecycleEvent(
                "Claude Sonnet", Text("次版の発表", "next version announced"), None, "", None, None
            ),
        ),
        dependence=(
            Dependence(Text("提供元", "Supplier"), 0.68, 0.52, 0.7, "日本マイクロソフト 80%", "met"),
            Dependence(Text("モデルの出自", "Origin of the model"), None, 0.82, 0.6, "US 90%", "not_met"),
            Dependence(Text("実行場所", "Place of operation"), None, None, 0.8, "", "unknown"),
        ),
        ways_out=(
            WayOut(
                "文書検索AI",
                "Qwen3-14B",
                6.5,
                is_measured=True,
                days_limit=10,
                drilled_on=date(2026, 10, 8),
                status="met",
            ),
            WayOut("要約AI", "", 30, is_measured=False, days_limit=10, drilled_on=None, status="unknown"),
        ),
    )


def sample_risks() -> tuple[RegisteredRisk, ...]:
    def risk(
        number: int, name: Text, places: tuple[int, int, int, int] | None, owner: str, safety: str = ""
    ) -> RegisteredRisk:
        before = Exposure(places[0], places[1]) if places else None
        after = Exposure(places[2], places[3]) if places else None
        response = "重大な質問は必ず原文を表示し、確認者が承認してから作業する。四半期ごとに再測定する。"
        fail_safe = "出所のない回答は表示しない" if number % 2 else ""
        review = date(2027, 4, 1) if places else None
        return RegisteredRisk(f"R{number}", name, before, after, response, owner, safety, fail_safe, review)

    return (
        risk(
            1,
            Text("締付トルクなど重要値の誤答のまま作業する", "Work goes on with a wrong torque value"),
            (4, 5, 2, 5),
            "品質保証部長",
            "現場作業者、最終製品の利用者",
        ),
        risk(
            2,
            Text("社外秘の図面が外部に送られる", "Confidential drawings leave the company"),
            (3, 5, 1, 5),
            "情報システム課長",
        ),
        risk(3, Text("モデルの提供が終了する", "The model is retired"), (4, 3, 4, 2), "情報システム課長"),
        risk(4, Text("円安・値上げで運用費が増える", "Weak yen or dearer prices"), (4, 3, 4, 2), "経理課長"),
        risk(5, Text("利用が定着しない", "People do not use it"), (3, 3, 2, 3), "山田 太郎"),
        risk(6, Text("確認作業が形だけになる", "Review becomes a formality"), (4, 4, 3, 4), "", "現場作業者"),
        risk(7, Text("偽の指示が資料に埋め込まれる", "Instructions hidden in documents"), None, ""),
    )


def sample_structure() -> StructurePart:
    names = (
        ("R-EXEC", "経営決裁者(社長・担当役員)", "Executive decider", "鈴木 一郎"),
        ("R-SPONSOR", "推進責任者(部門長)", "Sponsor", "高橋 次郎"),
        ("R-CAIO", "AI統括責任者", "AI lead (CAIO)", ""),
        ("R-OWNER", "業務オーナー(現場課長)", "Process owner", "山田 太郎"),
        ("R-SVC", "運用責任者", "Service owner", "佐藤 恵"),
        ("R-IT", "情報システム・基盤", "IT / platform", "伊藤 誠"),
        ("R-SEC", "情報セキュリティ", "Security", "伊藤 誠"),
        ("R-QA", "品質保証", "Quality assurance", "渡辺 真"),
        ("R-LEGAL", "法務・知財・輸出管理", "Legal, IP, export control", ""),
        ("R-FIN", "経理・財務", "Finance", "中村 恵子"),
        ("R-USER", "利用者(現場・技術者)", "User", ""),
    )
    roles = tuple(
        RoleHolder(key, Text(ja, en), person, "佐藤 恵" if key == "R-OWNER" else "")
        for key, ja, en, person in names
    )
    raci = (
        RaciRow(
            "A01",
            Text("テーマ募集・選定", "Collect and select use cases"),
            (("R-SPONSOR", "RA"), ("R-OWNER", "C"), ("R-IT", "C"), ("R-EXEC", "I")),
        ),
        RaciRow(
            "A04",
            Text("投入データの可否判断", "Data clearance"),
            (("R-SEC", "R"), ("R-LEGAL", "RA"), ("R-OWNER", "C"), ("R-CAIO", "I")),
        ),
        RaciRow(
            "A06",
            Text("モデル評価の実行・判定", "Run and judge evaluations"),
            (("R-IT", "R"), ("R-CAIO", "A"), ("R-QA", "C"), ("R-FIN", "I")),
        ),
        RaciRow(
            "A11",
            Text("重大な誤りが出たときの停止", "Stop after a severe error"),
            (("R-SVC", "R"), ("R-QA", "R"), ("R-USER", "I")),
        ),
    )
    readiness = (
        ReadinessLine(
            "O01",
            Text("運用責任者と代理が決まっている", "Service owner and deputy"),
            True,
            "met",
            "辞令 2026-10-01",
            date(2026, 10, 2),
        ),
        ReadinessLine(
            "O02",
            Text("停止・手作業への切替手順を訓練した", "Fallback was drilled"),
            True,
            "not_met",
            "",
            date(2026, 10, 20),
        ),
        ReadinessLine(
            "O03", Text("問合せ窓口がある", "Help desk"), False, "met", "社内ポータル", date(2026, 10, 2)
        ),
        ReadinessLine("O04", Text("ログを保管している", "Logs are kept"), True, "unknown", "", None),
    )
    training = (
        TrainingLine(
            "T1",
            Text("経営者 90分", "Executives, 90 min"),
            Text("役員", "executives"),
            1.5,
            6,
            6,
            1,
            date(2026, 10, 31),
            180_000,
        ),
        TrainingLine(
            "T4",
            Text("確認者（仕込み誤りの訓練）", "Reviewers, planted errors"),
            Text("確認者", "reviewers"),
            3.0,
            12,
            8,
            2,
            date(2026, 12, 15),
            240_000,
        ),
        TrainingLine(
            "T6",
            Text("利用者 基礎", "Users, basics"),
            Text("保全・品質部門", "maintenance, quality"),
            2.0,
            60,
            None,
            0,
            None,
            None,
        ),
    )
    return StructurePart(
        roles,
        raci,
        readiness,
        training,
        Text("92%（95%下限 81%、36件中33件）", "92 % (95 % low 81 %, 33 of 36)"),
        StopSwitch(
            "文書検索AI",
            "保全課長 山田 太郎",
            "設備制御室の端末",
            "利用停止を押し、紙の手順書に切り替える",
            None,
        ),
    )


def sample_schedule() -> SchedulePart:
    checks = (
        GateCheck("G1-1", Text("主KPIが1つに決まっている", "One primary KPI"), True, "met", "測定計画 第2版"),
        GateCheck(
            "G1-4", Text("投入データの可否判断が済んでいる", "Data clearance is done"), True, "unknown", ""
        ),
        GateCheck("G1-5", Text("質問集が30問以上ある", "At least 30 questions"), True, "met", "63問"),
        GateCheck("G1-9", Text("代替案を比べた", "Alternatives were compared"), False, "not_met", "1案のみ"),
    )
    return SchedulePart(
        spans=(
            Span(
                Text("第1段階 小さなPoC", "Stage 1: small pilot"),
                "stage",
                date(2026, 8, 1),
                date(2026, 12, 20),
                is_done=False,
            ),
            Span("技術文書検索 PoC", "pilot", date(2026, 9, 1), date(2026, 10, 30), is_done=True),
            Span(
                Text("G1 測定計画の凍結", "G1 plan frozen"),
                "gate",
                date(2026, 8, 28),
                date(2026, 8, 28),
                is_done=True,
            ),
            Span(
                Text("G2 PoCの判定", "G2 pilot exit"),
                "gate",
                date(2026, 12, 18),
                date(2026, 12, 18),
                is_done=False,
            ),
            Span(
                Text("教育: 確認者", "Training: reviewers"),
                "training",
                date(2026, 11, 1),
                date(2026, 12, 15),
                is_done=False,
            ),
            Span(
                Text("提供終了の予告: GPT-4.1", "Retirement: GPT-4.1"),
                "deadline",
                date(2027, 4, 14),
                date(2027, 4, 14),
                is_done=False,
            ),
            Span(
                Text("第2段階 運用とTCO", "Stage 2: operation and TCO"),
                "stage",
                date(2027, 1, 10),
                date(2027, 9, 30),
                is_done=False,
            ),
        ),
        gates=(
            GateState(
                "G0",
                Text("テーマ選定", "Theme"),
                "go",
                "go",
                date(2026, 8, 5),
                is_outdated=False,
                review_on=None,
                checks=checks[:1],
            ),
            GateState(
                "G1",
                Text("PoC開始", "Pilot start"),
                "hold",
                "conditional_go",
                date(2026, 8, 28),
                is_outdated=True,
                review_on=date(2026, 12, 18),
                checks=checks,
            ),
            GateState(
                "G2",
                Text("PoCの判定", "Pilot exit"),
                "hold",
                None,
                None,
                is_outdated=False,
                review_on=None,
                checks=checks[1:],
            ),
        ),
        kill_lines=(
            KillLine(
                Text("正味の検索時間の短縮", "Cut of net search time"),
                Text("5%未満", "below 5 %"),
                "29.9%（95%下限 23.1%）",
                "met",
                "PoC結果",
            ),
            KillLine(
                Text("重大な誤りの95%上限", "Severe-error bound"),
                Text("10%超", "above 10 %"),
                "",
                "unknown",
                "",
            ),
        ),
    )


def sample_rules() -> RulesPart:
    meti, appi = Text("AI事業者ガイドライン", "AI Guidelines for Business"), Text("個人情報保護法", "APPI")
    return RulesPart(
        requirements=(
            RequirementLine(
                "METI-U-1",
                meti,
                Text("利用目的と範囲を定め、逸脱を検知する", "Set purpose and scope"),
                "第5部 U-2)i",
                "G1",
                "applicable",
                "done",
                "利用規程 第3条",
                date(2026, 10, 12),
                "secondary_agree",
                "佐藤 恵",
            ),
            RequirementLine(
                "METI-U-2",
                meti,
                Text("出力の精度とリスクを理解して人が判断する", "A person judges"),
                "第5部 U-2)ii",
                "G2",
                "applicable",
                "partly",
                "教育計画",
                date(2026, 10, 12),
                "secondary_agree",
                "",
            ),
            RequirementLine(
                "METI-U-9",
                meti,
                Text("エージェントの権限を限定する", "Limit agents"),
                "1.2版",
                "G3",
                "undecided",
                "unknown",
                "",
                None,
                "memory",
            ),
            RequirementLine(
                "APPI-1",
                appi,
                Text("個人データを入力しない、または委託の要件を満たす", "No personal data, or entrustment"),
                "第25条",
                "G1",
                "applicable",
                "not_done",
                "",
                date(2026, 10, 1),
                "official",
                "渡辺 真",
            ),
            RequirementLine(
                "APPI-2",
                appi,
                Text("外国にある第三者への提供", "Transfer abroad"),
                "第28条",
                "G1",
                "not_applicable",
                "unknown",
                "国内で処理",
                date(2026, 10, 1),
                "official",
            ),
        ),
        watched=(
            WatchedRule(
                "RW-03",
                Text("AI事業者ガイドライン 1.2版", "AI Guidelines v1.2"),
                Text("指針", "soft law"),
                "2026-03-31",
                "secondary_agree",
                Text("利用者向け項目番号を確認", "Check item numbers"),
                date(2026, 11, 1),
                "佐藤 恵",
            ),
            WatchedRule(
                "RW-09",
                Text("EU AI法 第50条", "EU AI Act Art. 50"),
                Text("法律", "law"),
                "2026-08-02",
                "secondary_conflict",
                Text("EU向け出荷製品の表示を確認", "Check labelling"),
                None,
            ),
        ),
    )


def sample_subsidies() -> SubsidyPart:
    return SubsidyPart(
        CompanySize(420, 95_000_000, Text("中小企業者（製造業）", "SME (manufacturing)")),
        (
            SubsidyNote(
                "RW-20",
                Text("デジタル化・AI導入補助金2026", "Digital and AI subsidy 2026"),
                False,
                "eligible",
                Text(
                    "中小企業（製造業: 300人以下または資本金3億円以下）。登録ツールに限る",
                    "SME: 300 staff or JPY 300M; registered tools",
                ),
                Text("5万〜450万円、1/2", "JPY 50k to 4.5M, 1/2"),
                "2026-12-25",
                "secondary_agree",
                "it-shien.smrj.go.jp",
                date(2026, 11, 5),
            ),
            SubsidyNote(
                "RW-23",
                Text("中堅・中小成長投資補助金", "Growth investment subsidy"),
                False,
                "unknown",
                Text("2,000人以下の中堅を含む", "Up to 2,000 staff"),
                "",
                "",
                "memory",
                "",
                None,
            ),
            SubsidyNote(
                "RW-27",
                Text("少額減価償却資産の特例（40万円未満）", "Small assets below JPY 400k"),
                True,
                "not_eligible",
                Text("従業員400人以下", "Up to 400 staff"),
                Text("年300万円まで", "JPY 3M a year"),
                "2026-04-01",
                "secondary_agree",
                "国税庁",
                date(2026, 11, 5),
            ),
        ),
    )


def sample_approvals() -> ApprovalPart:
    def at(day: int, hour: int) -> datetime:
        return datetime(2026, 11, day, hour, 15, tzinfo=UTC)

    return ApprovalPart(
        steps=(
            ApprovalStep(
                Text("起案", "Request"),
                "佐藤 恵",
                Text("推進責任者", "Sponsor"),
                at(10, 9),
                Text("起案", "submitted"),
                "",
                SHA,
            ),
            ApprovalStep(
                Text("合議（経理）", "Consultation: finance"),
                "中村 恵子",
                "経理課長",
                at(11, 16),
                Text("条件付き同意", "agreed with condition"),
                "実績報告を6か月後に出すこと。",
                SHA,
            ),
            ApprovalStep(
                Text("合議（品質）", "Consultation: quality"),
                "渡辺 真",
                "品質保証部長",
                at(12, 11),
                Text("同意", "agreed"),
                "",
                "77" * 32,
                is_outdated=True,
            ),
            ApprovalStep(Text("決裁", "Decision"), "鈴木 一郎", "社長", None, "", "", ""),
        ),
        decisions=(
            RecordedDecision(
                "G1",
                "conditional_go",
                "高橋 次郎",
                "製造部長",
                at(2, 13),
                "実測に基づき、2ラインに限って始める。",
                "投入データの可否判断を9月末までに終えること。",
                "標本が足りず、不良率への効果は示せないとの意見（品質保証部）。",
                (Text("G1-4 投入データの可否判断", "G1-4 data clearance"),),
                "現場作業者",
                date(2026, 12, 18),
                SHA,
                is_outdated=True,
            ),
            RecordedDecision(
                "G0",
                "go",
                "高橋 次郎",
                "製造部長",
                at(1, 10),
                "件数×時間が大きい。",
                "",
                "",
                (),
                "",
                None,
                SHA,
                is_outdated=False,
            ),
        ),
    )
