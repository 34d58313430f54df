"""Gold questions → the pipeline → a report."""
