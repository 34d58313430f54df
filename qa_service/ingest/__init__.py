"""From corpus files to articles, law quotations and passages."""
