"""Fit, on gold questions, the confidence on which the service answers or abstains."""

from qa_service.cli import calibrate, run

if __name__ == "__main__":
    run(calibrate.command)
