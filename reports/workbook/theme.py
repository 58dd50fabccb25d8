"""Theme of the file: 游ゴシック for Latin and Japanese, so that charts and empty cells use the same face as ours."""

from io import StringIO

from xlsxwriter.theme import THEME_XML_2007

from language.text import Text

FONT = Text("游ゴシック", "Yu Gothic")


def theme_xml(font: str) -> StringIO:
    """Return Excel's 2007 theme with all its fonts replaced (its own Japanese face is ＭＳ Ｐゴシック)."""
    xml = THEME_XML_2007
    for face in ("Cambria", "Calibri", "ＭＳ Ｐゴシック"):
        xml = xml.replace(f'typeface="{face}"', f'typeface="{font}"')
    return StringIO(xml)
