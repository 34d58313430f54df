"""Names of a version's parts: those who write them and those who read them agree on these."""

PASSAGES = "passages"
SENTENCES = "sentences"
MULTILINGUAL_PASSAGES = "multilingual-passages"
MULTILINGUAL_SENTENCES = "multilingual-sentences"
WORDS = "words"
