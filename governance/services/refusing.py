"""Refusals of operation: what happened and what to do, with the promise that nothing was saved."""

from governance.errors import GovernanceRefused
from language.text import Text


def refused(ja: str, en: str) -> GovernanceRefused:
    return GovernanceRefused(Text(f"{ja}何も保存していません。", f"{en} Nothing was saved."))
