"""Ask one question from the shell."""

from qa_service.cli import ask, run

if __name__ == "__main__":
    run(ask.command)
