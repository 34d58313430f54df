"""Compare the ranking with what it would be without each of its parts."""

from qa_service.cli import ablate, run

if __name__ == "__main__":
    run(ablate.command)
