"""Serve the index over HTTP."""

from qa_service.cli import serve, run

if __name__ == "__main__":
    run(serve.command)
