"""Check the quotations of laws before they are published."""

from qa_service.cli import audit, run

if __name__ == "__main__":
    run(audit.command)
