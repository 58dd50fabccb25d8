"""The words for statuses and outcomes, for pages and the workbook alike."""

from adoption.gates.review import Outcome, Status
from language.text import Text

STATUS_WORDS: dict[Status, Text] = {
    "met": Text("達成", "Met"),
    "not_met": Text("未達", "Not met"),
    "unknown": Text("未確認", "Unknown"),
}
# A sign beside the word, never instead of it.
STATUS_SIGNS: dict[Status, str] = {"met": "✓", "not_met": "✗", "unknown": "?"}

OUTCOME_WORDS: dict[Outcome, Text] = {
    "go": Text("進む", "Go"),
    "conditional_go": Text("条件付きで進む", "Conditional go"),
    "recycle": Text("やり直し", "Recycle"),
    "hold": Text("保留", "Hold"),
    "stop": Text("中止", "Stop"),
}
