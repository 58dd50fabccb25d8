"""When two written names are the same person."""

import unicodedata


def person_key(name: str) -> str:
    """A name or staff code without its width, spaces and case.

    >>> person_key("佐藤　花子") == person_key("佐藤 花子"), person_key("Ａ-102") == person_key("a-102")
    (True, True)
    """
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()
