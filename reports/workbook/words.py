"""Short words that several sheets share, in both languages."""

from language.text import Text

UNKNOWN = Text("未確認", "not confirmed")
DONE = Text("実施", "done")
NOT_DONE = Text("未実施", "not done")
NO_VALUE = Text("–", "–")
INDICATIVE = Text("参考値", "Indicative")
OK = Text("OK", "OK")
NG = Text("NG", "NG")
PASSED = Text("正答", "pass")
FAILED = Text("誤答", "fail")
UNSCORED = Text("未採点", "unscored")
SEVERITY = {
    "severe": Text("重大", "severe"),
    "normal": Text("通常", "normal"),
    "minor": Text("軽微", "minor"),
}
YES = Text("はい", "yes")
NO = Text("いいえ", "no")

CRITERION_STATUS = {
    "met": Text("達成", "Met"),
    "not_met": Text("未達", "Not met"),
    "unknown": UNKNOWN,
}
OUTCOME = {
    "go": Text("進む", "Go"),
    "conditional_go": Text("条件付きで進む", "Conditional go"),
    "recycle": Text("やり直し", "Recycle"),
    "hold": Text("保留", "Hold"),
    "stop": Text("中止", "Stop"),
}
OPENNESS = {
    "open": Text("オープン", "open"),
    "closed": Text("クローズド", "closed"),
}
STAND_IN = Text("APIの代役", "stand-in for an API")


def over_years(years: int) -> Text:
    """Say how long a plan is, as it stands before a noun.

    >>> over_years(5).ja, over_years(1).en
    ('5年', '1-year')
    """
    return Text(f"{years}年", f"{years}-year")


SHEET_SUMMARY = Text("決裁サマリー", "Decision summary")
SHEET_LIST = Text("シートの一覧", "List of sheets")
SHEET_REQUEST = Text("稟議本文", "Request text")
SHEET_BENEFITS = Text("効果算定", "Benefits")
SHEET_INVESTMENT = Text("投資評価", "Appraisal")
SHEET_ASSUMPTIONS = Text("前提条件", "Assumptions")
SHEET_COSTS = Text("業務量と費用", "Volume and cost")
SHEET_APPRAISAL = Text("投資計算", "Appraisal rows")
SHEET_MONTHS = Text("月次計算", "Monthly")
SHEET_COMPARISON = Text("代替案比較", "Alternatives")
SHEET_SENSITIVITY = Text("感度・シナリオ", "Sensitivity, futures")
SHEET_EVALUATION = Text("モデル評価", "Model evaluation")
SHEET_ANSWERS = Text("質問別の結果", "Results by question")
SHEET_ALL_ANSWERS = Text("すべての回答", "All answers")
SHEET_GATE = Text("判定", "Gate")
SHEET_CHECKS = Text("チェック", "Checks")
SHEET_SOURCES = Text("出所・用語・改訂", "Sources, terms, revisions")


def sheet_tco(years: int) -> Text:
    """Name the sheet of the total cost.

    >>> sheet_tco(5).ja
    '5年TCO'
    """
    return Text(f"{over_years(years).ja}TCO", f"{over_years(years).en} TCO")
