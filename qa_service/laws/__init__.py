"""Laws by name, and references to their articles: in questions as in articles."""
