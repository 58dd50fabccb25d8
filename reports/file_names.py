"""What a downloaded workbook is called."""

import re

from language.text import Text
from reports.contents import Cover

_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
_NAME = Text(
    "{organization}_{use_case}_投資判断資料_{day}{revision}.xlsx",
    "{organization}_{use_case}_investment-decision_{day}{revision}.xlsx",
)
_LONGEST_PART = 40


def download_name(cover: Cover, revision: int | None) -> str:
    """Build a name that every system accepts and that sorts by date.

    >>> _plain("A/B: 検索")
    'A_B_検索'
    """
    marked = "" if revision is None else Text(f"_第{revision}版", f"_r{revision}").in_(cover.language)
    return _NAME.filled(
        organization=_plain(cover.organization),
        use_case=_plain(cover.use_case),
        day=f"{cover.as_of:%Y%m%d}",
        revision=marked,
    ).in_(cover.language)


def _plain(text: str) -> str:
    joined = re.sub(r"[\s_]+", "_", _FORBIDDEN.sub("_", text))
    return joined.strip("._")[:_LONGEST_PART] or "_"
