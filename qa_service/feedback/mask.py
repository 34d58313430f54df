"""Personal numbers out of what people type, before it is kept."""

from __future__ import annotations

import re

from qa_service.text import fold

_GAP = r"[ \-.\u00b7]?"
_FREE = r"(?<![\dA-Za-z])(?<!\d[ \-.\u00b7])"
"""Not in the middle of a longer number."""
_ENDS = rf"(?!{_GAP}\d|[A-Za-z])"
_ID = re.compile(
    rf"{_FREE}(?:\d{_GAP}){{17}}[\dXx]{_ENDS}|{_FREE}(?:\d{_GAP}){{14}}\d{_ENDS}", re.ASCII
)
"""An identity card: 18 places, the last maybe X, or the 15 digits of before 1999."""
_PHONE = re.compile(
    rf"(?<!\d)(?:(?:\+|00){_GAP}86{_GAP})?1[3-9](?:{_GAP}\d){{9}}(?!\d)"
    rf"|(?<!\d)(?:(?:\+|00){_GAP}86{_GAP})?\(?0?\d{{2,3}}\)?[ -]\d{{4}}{_GAP}\d{{3,4}}(?!\d)"
    r"|(?<!\d)0\d{9,11}(?!\d)"
)
_LONG = re.compile(rf"(?<!\d)(?:\d{_GAP}){{13,}}\d(?!\d)")
"""A bank card, a passport-like number, anything that long: no question needs it."""
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")

_MASKS = (
    (_MAIL, "[e-mail]"),
    (_ID, "[ID number]"),
    (_LONG, "[number]"),
    (_PHONE, "[telephone number]"),
)


def mask(text: str) -> str:
    """`text` with identity card numbers, telephone numbers, e-mail addresses and other long numbers
    replaced, in full-width digits too. Public short numbers such as 12333 stay."""
    for pattern, words in _MASKS:
        # Folding keeps places, so what is found in the folded text is cut from the text itself.
        spans = [match.span() for match in pattern.finditer(fold(text))]
        for start, end in reversed(spans):
            text = text[:start] + words + text[end:]
    return text
