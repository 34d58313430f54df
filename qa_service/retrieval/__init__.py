"""Channels, fusion and ranking: a question and passages in, scores out."""
