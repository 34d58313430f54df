"""Trains how the packaged encoder reads questions; see scripts/tune_questions.py."""
