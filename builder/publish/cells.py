"""What a cell of a spreadsheet may hold: words that stay words, whatever their first sign; nothing lost past the limit."""

from __future__ import annotations

# Signs that a spreadsheet may read as the start of a formula, their wide forms included (OWASP, « CSV Injection »).
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LIMIT = 32_767  # characters of a cell of XLSX, counted as UTF-16 does


def risky(text: str) -> bool:
    """Whether a spreadsheet may take the text for a formula, spaces before it put aside."""
    return text.startswith(_RISKY) or text.lstrip().startswith(_RISKY)


def as_text(text: str) -> str:
    """A risky text with the apostrophe that spreadsheets read as « this is text »; any other as it is."""
    return f"'{text}" if risky(text) else text


def split(text: str, limit: int = LIMIT) -> list[str]:
    """The text in pieces that a cell of XLSX can hold; a sign is never cut in two."""
    if len(text) * 2 <= limit:
        return [text]
    pieces, start, size = [], 0, 0
    for at, sign in enumerate(text):
        width = 2 if ord(sign) > 0xFFFF else 1
        if size + width > limit:
            pieces.append(text[start:at])
            start, size = at, 0
        size += width
    return [*pieces, text[start:]]
