"""Question in, cited answer out."""

from qa_service.search.open import open_searcher
from qa_service.search.searcher import Searcher

__all__ = ["Searcher", "open_searcher"]
