"""List the published versions, go back to one, remove old ones."""

from qa_service.cli import run, versions

if __name__ == "__main__":
    run(versions.command)
