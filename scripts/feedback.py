"""Read, review and use the feedback."""

from qa_service.cli import feedback, run

if __name__ == "__main__":
    run(feedback.command)
