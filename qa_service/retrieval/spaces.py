"""Names of a version's parts, as who writes and who reads them agree."""

PASSAGES = "passages"
SENTENCES = "sentences"
MULTILINGUAL_PASSAGES = "multilingual-passages"
MULTILINGUAL_SENTENCES = "multilingual-sentences"
WORDS = "words"
