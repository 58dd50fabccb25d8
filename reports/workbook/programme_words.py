"""Words of the programme's sheets, each with the colour that supports it."""

from datetime import date

from language.text import Text
from reports.contents import Cover
from reports.workbook.page import said_date
from reports.workbook.table import Content, Marked
from reports.workbook.words import CRITERION_STATUS, INDICATIVE, UNKNOWN

STATUS = {
    "met": Marked(CRITERION_STATUS["met"], "good"),
    "not_met": Marked(CRITERION_STATUS["not_met"], "bad"),
    "unknown": Marked(CRITERION_STATUS["unknown"], "unknown"),
}
FIRM = Marked(Text("確定", "Firm"), "good")
NOT_FIRM = Marked(INDICATIVE, "unknown")
CERTAINTY = {
    "official": Marked(Text("原典で確認", "official text"), "good"),
    "secondary_agree": Marked(Text("二次資料が一致", "secondary sources agree"), "unknown"),
    "secondary_conflict": Marked(Text("二次資料が不一致", "secondary sources conflict"), "bad"),
    "proposal": Marked(Text("案の段階", "proposal"), "unknown"),
    "memory": Marked(Text("要再確認", "to be checked"), "bad"),
    None: Marked(UNKNOWN, "unknown"),
}
APPLICABILITY: dict[str, Content] = {
    "applicable": Text("適用", "applies"),
    "not_applicable": Marked(Text("対象外", "does not apply"), "quiet"),
    "undecided": Marked(Text("未判断", "undecided"), "unknown"),
}
REQUIREMENT_STATE = {
    "done": Marked(Text("対応済み", "done"), "good"),
    "partly": Marked(Text("一部対応", "partly"), "unknown"),
    "not_done": Marked(Text("未対応", "not done"), "bad"),
    "unknown": Marked(UNKNOWN, "unknown"),
}
ELIGIBILITY = {
    "eligible": Marked(Text("対象の見込み", "likely eligible"), "good"),
    "not_eligible": Marked(Text("対象外", "not eligible"), "bad"),
    "unknown": Marked(UNKNOWN, "unknown"),
}
MUST, OPTIONAL = Text("必須", "must"), Text("任意", "optional")
NONE = Text("なし", "none")
NOT_ASSIGNED = Marked(Text("未定", "nobody yet"), "unknown")
HASH_LETTERS = 12


def day_text(day: date | None, cover: Cover) -> Text:
    """A day in words, by the calendar that the file was made with, or that nobody knows it."""
    return UNKNOWN if day is None else said_date(day, cover)
