"""What this app records in the audit trail, in words."""

from accounts.audit_terms import NONE, AuditWords, Term, as_code, count, filled, first_of, named, one_of
from language.text import Text
from tco.assumptions import STATUS_LABELS
from tco.prices.kinds import KIND_LABELS, UNITS
from tco.states import SimulationKind

BASIS = {
    "table": Text("公表値の表", "published table"),
    "calibrated": Text("実測で補正", "calibrated by measurements"),
    "uncalibrated": Text("未補正の試算", "estimate, not calibrated"),
}
WORDS = AuditWords(
    title=Text("費用", "Costs"),
    actions={
        "cost_plan.saved": Text("費用計画を保存しました", "Saved the cost plan"),
        "simulation.requested": Text("シミュレーションを依頼しました", "Asked for a simulation"),
        "sizing.points": Text("GPUの見積に実測値を登録しました", "Kept measured points for sizing"),
        "sizing.saved": Text("GPUの見積を保存しました", "Saved a sizing study"),
        "sizing.deleted": Text("GPUの見積を削除しました", "Deleted a sizing study"),
        "price_row.entered": Text("単価を登録しました", "Entered a price"),
        "price_row.imported": Text("単価表を取り込みました", "Imported a price table"),
        "price_row.closed": Text("単価の適用を終了しました", "Ended a price"),
        "bill.imported": Text("請求明細を取り込みました", "Imported a bill"),
        "bill.deleted": Text("請求明細を削除しました", "Deleted a bill"),
    },
    terms={
        "inputs_sha256": Term(Text("前提条件のハッシュ(SHA-256)", "Hash of the inputs (SHA-256)"), as_code),
        "kind": Term(Text("区分", "Kind"), named(KIND_LABELS)),
        "simulation.requested:kind": Term(Text("種類", "Kind"), one_of(SimulationKind)),
        "revision": Term(Text("費用計画の版", "Revision of the cost plan")),
        "draws": Term(Text("試行回数", "Draws"), count),
        "seed": Term(Text("シード", "Seed")),
        "future": Term(Text("将来の想定", "Future"), as_code, Text("入力のまま", "as entered")),
        "overlay": Term(Text("価格競争を想定", "With a price war")),
        "points": Term(Text("実測点の数", "Measured points"), count),
        "option": Term(Text("方式", "Option"), as_code),
        "basis": Term(Text("速度の根拠", "Basis of the speed"), named(BASIS)),
        "gpus": Term(Text("GPUの台数(下限・標準・上限)", "GPUs (low, usual, high)"), empty=NONE),
        "item": Term(Text("品目", "Item")),
        "value": Term(Text("単価", "Price")),
        "unit": Term(Text("単位", "Unit"), named({key: unit.label for key, unit in UNITS.items()})),
        "retrieved_on": Term(Text("取得日", "Retrieved on")),
        "valid_from": Term(Text("適用開始日", "Valid from")),
        "valid_to": Term(Text("適用終了日", "Valid to"), empty=Text("定めなし", "open")),
        "price_row.closed:before": Term(
            Text("変更前の適用終了日", "Valid to, before"), empty=Text("定めなし", "open")
        ),
        "status": Term(Text("確からしさ", "How it is known"), named(STATUS_LABELS)),
        "provider": Term(Text("提供元", "Supplier")),
        "region": Term(Text("地域", "Region")),
        "tax_included": Term(Text("税込", "With consumption tax")),
        "source_url": Term(Text("出所のURL", "Address of the source")),
        "closes": Term(Text("終了させた単価の番号", "Number of the price it ended"), empty=NONE),
        "plan": Term(Text("費用計画の番号", "Number of the cost plan"), empty=NONE),
    },
    targets={
        "": first_of(
            filled(
                r"cost plan ([0-9]+) r([0-9]+)", Text("費用計画 {0} 第{1}版", "Cost plan {0}, revision {1}")
            ),
            filled(r"simulation:([0-9]+)", Text("シミュレーション {0}", "Simulation {0}")),
            filled(r"sizing study ([0-9]+)", Text("GPUの見積 {0}", "Sizing study {0}")),
            filled(r"price ([0-9]+) (.+)", Text("単価 {0} {1}", "Price {0} {1}")),
        )
    },
)
