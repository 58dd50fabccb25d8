"""What the frame around every page needs: its title twice, and links that know where they are."""

from typing import Any

from django import template
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag(takes_context=True)
def block_text(context: Context, name: str) -> SafeString:
    """Render a block once more: a page writes its title once, for the window and for its heading."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    # Already rendered and escaped by the template that filled the block.
    return mark_safe(block.render(context).strip() if block else "")  # noqa: S308


@register.inclusion_tag("_nav_link.html", takes_context=True)
def nav_link(context: Context, label: str, view: str, *own: str) -> dict[str, Any]:
    """Link to a view of the current organisation; `own` are beginnings of the views that belong to it."""
    match = context["request"].resolver_match
    here = match.view_name if match else ""
    return {
        "label": label,
        "href": reverse(view, args=[context["membership"].organization.slug]),
        "current": "page" if here == view else "true" if here.startswith(own or (view,)) else "",
    }


@register.filter
def pairs(mapping: dict[str, Any]) -> list[tuple[str, Any]]:
    """The entries of a mapping whose keys nobody chose: `.items` in a template would find a key of that name."""
    return list(mapping.items())
