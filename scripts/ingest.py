"""Build or update the index."""

from qa_service.cli import ingest, run

if __name__ == "__main__":
    run(ingest.command)
