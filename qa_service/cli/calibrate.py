"""Fit, on gold questions, the confidence on which the service answers or abstains."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa_service.cli.options import folder_path, settings, write_json

if TYPE_CHECKING:
    from qa_service.evaluation.calibration.observation import Observation


def command(
    gold: Annotated[
        list[Path], typer.Option(help="Gold questions, one JSON object a line; may be repeated.")
    ],
    index: Annotated[
        list[Path],
        typer.Option(
            parser=folder_path,
            metavar="<path>",
            help="Folder of the index that each --gold asks, in their order.",
        ),
    ],
    folds: Annotated[int, typer.Option(min=2, help="Parts of the cross-validation.")] = 5,
    false_answers: Annotated[
        float,
        typer.Option(
            min=0,
            max=1,
            help="Share of unanswerable questions, ambiguous ones apart, that may be answered.",
        ),
    ] = 0.05,
    out: Annotated[
        Path | None,
        typer.Option(help="Write the calibration to this JSON file, as the package carries it."),
    ] = None,
) -> None:
    """Fit, cross-validate and report; with --out also write what the package is to carry.

    Exit codes: 0 fitted, whatever the figures; 1 error; 2 wrong usage; 130 interrupted.
    """
    if len(gold) != len(index):
        raise typer.BadParameter("give one --index for each --gold")

    from rich.console import Console

    from qa_service.errors import GoldError
    from qa_service.evaluation.calibration.check import check, curve
    from qa_service.evaluation.calibration.fit import fit, fittable
    from qa_service.evaluation.calibration.report import record, show

    observations: list[Observation] = []
    for number, (questions, folder) in enumerate(zip(gold, index, strict=True)):
        observations += _observe(number, questions, folder)
    if not fittable(observations, folds):
        raise GoldError(
            "too little to fit on: in no language are there two answerable and two unanswerable "
            "questions that confidence decides on"
        )
    fitted = fit(observations, false_answers, folds)
    checks = check(observations, false_answers, folds)
    area = curve(observations, folds)
    console = Console(highlight=False)
    names = [f"{path.parent.name}/{path.name}" for path in gold]
    show(observations, names, fitted, checks, area, folds, console)
    if out is not None:
        _write(out, fitted.to_json(), record(observations, checks, area, false_answers))


def _observe(number: int, gold: Path, index: Path) -> list[Observation]:
    from qa_service.cli.evaluate import progress
    from qa_service.evaluation.calibration.observation import observe
    from qa_service.evaluation.gold import read_gold
    from qa_service.search import open_searcher
    from qa_service.search.calibration import Calibration, Model
    from qa_service.search.searcher import Searcher

    questions = read_gold(gold)
    live = open_searcher(settings(index=index))

    def deciding(threshold: float) -> Searcher:
        """The same searcher with the probability 0.5 for every question."""
        model = Model(weights={}, bias=0.0, threshold=threshold)
        calibration = Calibration({"en": model, "zh": model})
        return Searcher(
            live.index, live.retriever, live.gazetteer, calibration, live.max_question_chars
        )

    return observe(number, questions, deciding(0.0), deciding(1.0), progress(f"Asking {gold.name}"))


def _write(out: Path, models: dict[str, object], fitted: dict[str, object]) -> None:
    """Languages that the gold says nothing of keep the model that they have."""
    import json

    from qa_service.search.calibration import default_calibration

    kept = {lang: model for lang, model in default_calibration().items() if lang != "fitted"}
    write_json(json.dumps({**kept, **models, "fitted": fitted}, indent=2, ensure_ascii=False), out)
