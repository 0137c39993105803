"""Markup that every page is put together from: text made safe, words in it, pictures."""

from __future__ import annotations

import html


class Html(str):
    """Text that is markup already."""


def text(value: str) -> Html:
    """Plain text, made safe."""
    return Html(html.escape(value, quote=True))


def marked(value: str) -> Html:
    """Plain text made safe; markup as it is."""
    return value if isinstance(value, Html) else text(value)


def paragraph(value: str, kind: str = "") -> str:
    """A paragraph of plain text, or of markup."""
    named = f" class='{kind}'" if kind else ""
    return f"<p{named}>{marked(value)}</p>"


def strong(value: str) -> Html:
    return Html(f"<strong>{text(value)}</strong>")


def code(value: str) -> Html:
    return Html(f"<code>{text(value)}</code>")


def picture(svg: str, alternative: str, caption: str) -> str:
    """A picture as one thing with a description."""
    described = svg.replace("<svg ", f"<svg role='img' aria-label='{text(alternative)}' ", 1)
    return f"<figure>{described}<figcaption>{marked(caption)}</figcaption></figure>"
