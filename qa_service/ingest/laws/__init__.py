"""Law articles that an article quotes or mentions: what begins a quotation, and where it ends."""
