"""In which language the page speaks."""

from __future__ import annotations

from fastapi import Request

from qa_service.domain import Language

LANGUAGES: dict[Language, str] = {"en": "English", "zh": "中文"}
"""By code, each in its own name."""


def chosen_language(request: Request) -> Language | None:
    """The one that the address asks for (`?lang=zh`); None when it leaves it to the browser."""
    match request.query_params.get("lang"):
        case "en":
            return "en"
        case "zh":
            return "zh"
        case _:
            return None


def page_language(request: Request) -> Language:
    return chosen_language(request) or preferred(request.headers.get("accept-language", ""))


def preferred(accept: str) -> Language:
    """The better liked language of an Accept-Language header (RFC 9110); English if neither is
    named. `zh-Hant-TW` counts as `zh`."""
    best: Language = "en"
    best_quality = 0.0
    for entry in accept.split(","):
        tag, _, parameter = entry.partition(";")
        primary = tag.strip().lower().partition("-")[0]
        quality = _quality(parameter)
        if primary in ("en", "zh") and quality > best_quality:
            best, best_quality = ("zh" if primary == "zh" else "en"), quality
    return best


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
