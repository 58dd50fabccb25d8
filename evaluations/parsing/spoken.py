"""Is the document Japanese or English?"""

import re

from evaluations.parsing.passage import DocumentLanguage

_JAPANESE = re.compile("[\u3041-\u30ff\uff66-\uff9f]")
_HAN = re.compile("[\u3400-\u9fff]")
_LATIN = re.compile("[A-Za-z]")


def language_of(text: str) -> DocumentLanguage:
    """Return "ja" when kana or kanji make up a tenth of the letters, "en" for other Latin text, else "".

    Part numbers and units are Latin letters in a Japanese manual too, hence the tenth.

    >>> language_of("型番 E-0421 を交換する"), language_of("Replace the seal."), language_of("12 34")
    ('ja', 'en', '')
    """
    sample = text[:200_000]
    japanese = len(_JAPANESE.findall(sample)) + len(_HAN.findall(sample))
    latin = len(_LATIN.findall(sample))
    if japanese and japanese * 9 >= latin:
        return "ja"
    return "en" if latin else ""
