"""What the gold questions got when the baseline was written, question by question.

Run as a program it asks them again and writes tests/gold/baseline.jsonl:

    .venv/bin/python tests/baseline.py

Do so, and commit the file with the change, when a comparison has been read and is wanted.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import real_models

from qa_service.build import build
from qa_service.evaluation.compare import Difference, compare_scores
from qa_service.evaluation.gold import GoldQuestion, read_gold
from qa_service.evaluation.record import Evaluation
from qa_service.evaluation.run import evaluate
from qa_service.search import Searcher, open_searcher
from qa_service.settings import Settings

GOLD = Path(__file__).parent / "gold" / "corpus.jsonl"
BASELINE = GOLD.with_name("baseline.jsonl")


@dataclass(frozen=True)
class Outcome:
    """Of one gold question."""

    question: str
    hit1: bool | None
    """Whether the first passage meets the need; None for an unanswerable question."""
    hit5: bool | None
    status: str
    reason: str | None


Outcomes = Mapping[str, Outcome]
"""By id."""

MEASURES = {"hit@1": True, "hit@5": True, "coverage": True, "false-answer": False}
"""And whether more of it is better."""


def value(outcome: Outcome, measure: str) -> float | None:
    """None where the measure says nothing of the question."""
    answerable = outcome.hit1 is not None
    match measure:
        case "hit@1":
            return None if outcome.hit1 is None else float(outcome.hit1)
        case "hit@5":
            return None if outcome.hit5 is None else float(outcome.hit5)
        case "coverage":
            return float(outcome.status == "answered") if answerable else None
        case "false-answer":
            return None if answerable else float(outcome.status == "answered")
    raise ValueError(measure)


def outcomes(evaluation: Evaluation) -> Outcomes:
    return {
        row.gold.id: Outcome(
            question=row.gold.question,
            hit1=bool(row.values["hit@1"]) if row.gold.answerable else None,
            hit5=bool(row.values["hit@5"]) if row.gold.answerable else None,
            status=row.status,
            reason=row.reason,
        )
        for row in evaluation.rows
    }


@dataclass(frozen=True)
class Moved:
    """A question on which a measure changed."""

    id: str
    measure: str
    question: str
    gain: bool

    def __str__(self) -> str:
        return f"{'+' if self.gain else '-'} {self.measure:<12} {self.id}  {self.question}"


@dataclass(frozen=True)
class Measured:
    measure: str
    difference: Difference
    gains: tuple[Moved, ...]
    losses: tuple[Moved, ...]

    def __str__(self) -> str:
        one = self.difference
        return (
            f"{self.measure:<12} {one.before:.3f} → {one.after:.3f}  "
            f"+{len(self.gains)} -{len(self.losses)}  p = {one.p:.3f}"
        )


def compare(before: Outcomes, after: Outcomes) -> list[Measured]:
    """Over the questions that both have in the same words."""
    shared = [i for i in after if i in before and before[i].question == after[i].question]
    found = []
    for measure, higher_is_better in MEASURES.items():
        old = {i: v for i in shared if (v := value(before[i], measure)) is not None}
        new = {i: v for i in shared if (v := value(after[i], measure)) is not None}
        moved = [
            Moved(i, measure, after[i].question, (new[i] > old[i]) is higher_is_better)
            for i in old
            if i in new and new[i] != old[i]
        ]
        found.append(
            Measured(
                measure,
                compare_scores(measure, old, new, higher_is_better=higher_is_better),
                tuple(m for m in moved if m.gain),
                tuple(m for m in moved if not m.gain),
            )
        )
    return found


def write(found: Outcomes, path: Path) -> None:
    """One line for each question, so that a difference between two versions can be read."""
    lines = [
        json.dumps(
            {
                "id": id,
                "question": o.question,
                "hit@1": o.hit1,
                "hit@5": o.hit5,
                "status": o.status,
                "reason": o.reason,
            },
            ensure_ascii=False,
        )
        for id, o in found.items()
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def read(path: Path) -> Outcomes:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return {
        row["id"]: Outcome(
            row["question"], row["hit@1"], row["hit@5"], row["status"], row["reason"]
        )
        for row in rows
    }


def index_of_the_corpus(root: Path) -> Searcher:
    """The project's own articles, built into `root` with the real encoders."""
    settings = Settings(_env_file=None, corpus=real_models.ROOT / "corpus", index=root)
    build(settings, encoders=real_models.encoders())
    return open_searcher(settings, real_models.encoders())


def ask_the_gold_questions(searcher: Searcher) -> Evaluation:
    gold: Sequence[GoldQuestion] = read_gold(GOLD)
    documents = searcher.index.documents
    return evaluate(searcher, gold, source_text=lambda source: documents.source_text(source).text)


def report(measured: Sequence[Measured]) -> Iterator[str]:
    for one in measured:
        yield str(one)
    for one in measured:
        yield from map(str, (*one.gains, *one.losses))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        now = outcomes(ask_the_gold_questions(index_of_the_corpus(Path(folder))))
    if BASELINE.exists():
        print("\n".join(report(compare(read(BASELINE), now))))
    write(now, BASELINE)
    print(f"{len(now)} questions written to {BASELINE}")
