"""How a closing summary begins. All patterns read folded text (`qa_service.text.fold`)."""

from __future__ import annotations

import re

SUMMARY_WORDS = (
    r"(?:to sum up|summing up|to summari[sz]e|to conclude|in summary|in conclusion"
    r"|(?:in short|in a word|all in all)(?=\s*[,:])"
    r"|综上(?:所述)?|总之|总而言之|总的来说)"
)
"""What sums up wherever a sentence begins with it: "In short, go", not "In short supply"."""

SUMMARY = re.compile(
    rf"[#>*_\s]*(?:{SUMMARY_WORDS}"
    r"|(?:summary|conclusion|小结|总结|结语)(?=[ \t]*[*_]*[ \t]*(?:[:\n]|$)))"
)
"""The opening of a passage, line or sentence that is a summary, or the heading above it."""
