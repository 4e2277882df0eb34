"""Markdown as staff write it, made into HTML that is safe to show to anybody."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

_TAGS = {
    "a", "blockquote", "br", "code", "em", "h3", "h4", "h5", "hr", "li", "ol", "p", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
# A text stands inside a page whose own headings are the first two levels.
_LEVELS_DOWN = 2
_LOWEST = 5


def rich_text(markdown: str) -> SafeString:
    """Return the text as HTML: no scripts, no styles, no images, links to web and mail only."""
    tokens = [_lowered(token) for token in _MARKDOWN.parse(markdown)]
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    cleaned = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href", "title"}},
        url_schemes={"http", "https", "mailto", "tel"},
    )
    return mark_safe(cleaned)  # noqa: S308 - nh3 has just made it safe


def _lowered(token: Token) -> Token:
    if token.tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
        token.tag = f"h{min(int(token.tag[1]) + _LEVELS_DOWN, _LOWEST)}"
    return token
