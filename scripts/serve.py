"""Serve the index over HTTP."""

from qa_service.cli import run, serve

if __name__ == "__main__":
    run(serve.command)
