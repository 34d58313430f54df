"""The libraries that search: vectors (FAISS) and words (bm25s)."""
