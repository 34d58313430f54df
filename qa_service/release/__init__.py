"""A version is published when it answers the gold questions no worse than the live one."""

from qa_service.release.gate import Verdict, judge
from qa_service.release.publish import Release, release

__all__ = ["Release", "Verdict", "judge", "release"]
