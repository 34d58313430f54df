"""Seams to the libraries that search: vectors (FAISS) and words (bm25s)."""

from qa_service.stores.protocol import VectorStore

__all__ = ["VectorStore"]
