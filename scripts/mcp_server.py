"""Serve the index to an agent over stdio."""

from qa_service.cli import mcp, run

if __name__ == "__main__":
    run(mcp.command)
