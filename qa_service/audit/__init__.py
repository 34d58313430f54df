"""Quotations of law articles against the law: what was changed on the way."""

from qa_service.audit.canonical import CanonicalLaw, read_laws
from qa_service.audit.notes import take_notes
from qa_service.audit.quotations import audit
from qa_service.audit.verdicts import BAD, Finding, Verdict

__all__ = ["BAD", "CanonicalLaw", "Finding", "Verdict", "audit", "read_laws", "take_notes"]
