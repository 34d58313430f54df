"""What askers say of answers: kept, reviewed, and turned into questions and articles to write."""

from qa_service.feedback.store import Entry, FeedbackStore, Rating, StoreUnavailable, engine_of

__all__ = ["Entry", "FeedbackStore", "Rating", "StoreUnavailable", "engine_of"]
