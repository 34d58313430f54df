"""Everything that the product itself can refuse.

QAError
├── BadRequest             what is asked for can't be done as it is said
│   └── BadQuestion        the question can't be asked as it is
├── NotFound
│   ├── UnknownCity        a city given as parameter that no gazetteer entry matches
│   ├── UnknownSource
│   ├── UnknownPassage
│   ├── UnknownLaw
│   └── UnknownVersion
├── IndexUnavailable
│   ├── NoIndex            nothing has been published yet
│   └── CorruptIndex       a file is missing, altered or of another encoder or analyser
├── CorpusError            the corpus folder is missing or nothing in it can be read
├── BuildLocked            another process is building into the same folder
├── EncoderError           the encoder's package or weights are not what they should be
├── MissingExtra           an optional dependency is not installed
├── GoldError              a gold file or BEIR folder can't be read
├── PublishRefused         a candidate version is worse than the live one
├── Overloaded             too many questions are waiting
├── QuestionTimeout
└── NotAuthorised
"""

from __future__ import annotations


class QAError(Exception):
    """Base of all. The message is for a person: what is wrong, where, and the remedy."""


class BadRequest(QAError):
    pass


class BadQuestion(BadRequest):
    pass


class NotFound(QAError):
    pass


class UnknownCity(NotFound):
    pass


class UnknownSource(NotFound):
    pass


class UnknownPassage(NotFound):
    pass


class UnknownLaw(NotFound):
    pass


class UnknownVersion(NotFound):
    pass


class IndexUnavailable(QAError):
    pass


class NoIndex(IndexUnavailable):
    pass


class CorruptIndex(IndexUnavailable):
    pass


class CorpusError(QAError):
    pass


class BuildLocked(QAError):
    pass


class EncoderError(QAError):
    pass


class MissingExtra(QAError):
    """`MissingExtra("pypdf", extra="documents")` names the command that installs it."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(f"{package} is not installed: pip install 'qa-service[{extra}]'")
        self.package = package
        self.extra = extra


class GoldError(QAError):
    pass


class PublishRefused(QAError):
    pass


class Overloaded(QAError):
    def __init__(self, message: str, retry_after: int = 1) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        """Seconds."""


class QuestionTimeout(QAError):
    pass


class NotAuthorised(QAError):
    pass
