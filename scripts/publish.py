"""Build, compare with the live version, publish what is no worse."""

from qa_service.cli import publish, run

if __name__ == "__main__":
    run(publish.command)
