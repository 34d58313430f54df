"""The shell: one file per command, whose function `command` the console command and scripts/
share."""

from qa_service.cli.shell import main, run

__all__ = ["main", "run"]
