"""A company's own words for the steps of likelihood and impact."""

from collections.abc import Mapping

from django.db import transaction

from accounts.audit import record
from accounts.models import Organization, User
from governance.content.operation import LEVELS
from governance.models import ScaleStep
from governance.services.refusing import refused

AXES = ("likelihood", "impact")


@transaction.atomic
def save_scale(
    organization: Organization, words: Mapping[tuple[str, int], tuple[str, str]], by: User | None
) -> None:
    """Keep (word, meaning) for every step of both axes; the words of an axis must differ from each other."""
    if set(words) != {(axis, level) for axis in AXES for level in LEVELS}:
        raise refused("尺度は5段階すべてが必要です。", "All five steps of both scales are needed.")
    for axis in AXES:
        named = [words[axis, level][0].strip() for level in LEVELS]
        if not all(named) or len(set(named)) < len(named):
            raise refused(
                "同じ段階名、または空の段階名があります。", "Two steps have the same word, or none."
            )
    for (axis, level), (word, meaning) in words.items():
        ScaleStep.objects.update_or_create(
            organization=organization,
            axis=axis,
            level=level,
            defaults={"word": word.strip(), "meaning": meaning},
        )
    record(organization, by, "risk.scale_changed", "scale")
