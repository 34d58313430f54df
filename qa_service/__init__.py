"""Retrieval-based question answering about social security in China's cities."""

__version__ = "0.1.0"
