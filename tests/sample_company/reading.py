"""What the tests of the sample company share: its documents as the product reads them."""

import re
import unicodedata
from functools import cache

from evaluations.parsing.passage import ParsedDocument
from evaluations.parsing.registry import parse_document
from sample_company.build.places import DOCUMENTS


@cache
def parsed(file: str) -> ParsedDocument:
    return parse_document(DOCUMENTS / file, file)


def squeezed(text: str) -> str:
    """The text without differences of width and white space."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def whole_text(file: str) -> str:
    return squeezed("\n".join(passage.text for passage in parsed(file).passages))
