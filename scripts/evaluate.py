"""Measure accuracy against gold questions, or ranking over a BEIR folder."""

from qa_service.cli import evaluate, run

if __name__ == "__main__":
    run(evaluate.command)
