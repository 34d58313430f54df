"""Build, ask the gold questions, publish only what is no worse."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa_service.build import BuildSummary, build
from qa_service.encoders.choose import Encoders, choose_encoders
from qa_service.errors import CorruptIndex, EncoderError, MissingExtra, PublishRefused
from qa_service.evaluation.gold import GoldQuestion, read_gold
from qa_service.evaluation.record import Evaluation
from qa_service.evaluation.run import Progress, evaluate
from qa_service.evaluation.unfound import unfound
from qa_service.index.opened import OpenIndex
from qa_service.release.gate import Verdict, fewest, judge
from qa_service.search.open import searcher_over
from qa_service.settings import Settings


@dataclass(frozen=True)
class Release:
    """What became of a candidate."""

    summary: BuildSummary
    """`version` is empty after a dry run or when files that can't be read kept it back."""
    verdict: Verdict | None
    """None when nothing had changed, so that there was nothing to judge."""


class _Refused(PublishRefused):
    """Carries the verdict to whoever shows it."""

    def __init__(self, verdict: Verdict) -> None:
        questions = [f"  {line}" for line in verdict.losing_questions]
        super().__init__(
            "\n".join(
                ["the candidate is worse than the live version:", *verdict.grounds, *questions]
            )
        )
        self.verdict = verdict


def release(
    settings: Settings,
    gold: Path,
    *,
    reason: str | None = None,
    dry_run: bool = False,
    rebuild: bool = False,
    strict: bool = False,
    progress: bool = False,
    asking: Progress | None = None,
    encoders: Encoders | None = None,
    warn: Callable[[str], object] = lambda line: None,
) -> Release:
    """Publishes what `build` makes if it passes the gate, which holds for the first version too, as
    far as no comparison is needed.

    PublishRefused, with the grounds and the losing questions, when it doesn't, and GoldError when
    the questions can't be read; nothing is left of the candidate then but what was embedded. With a
    `reason` it is published all the same, and the reason recorded in its manifest. A `dry_run`
    publishes nothing and refuses nothing. `warn` is told, before anything is asked, what the
    questions rest on and the candidate doesn't hold, and if they are too few to show a loss.
    """
    questions = read_gold(gold)
    encoders = encoders or choose_encoders(settings)
    verdicts: list[Verdict] = []

    def decide(candidate: OpenIndex, live: OpenIndex | None) -> str | None:
        def asked(index: OpenIndex, by: Encoders) -> Evaluation:
            return _evaluate(index, questions, by, settings, gold.name, asking)

        for line in unfound(questions, candidate.documents):
            warn(line)
        before, trouble = None, None
        if live is not None:
            if len(questions) < (least := fewest(settings.gate_alpha)):
                warn(
                    f"{gold}: too few questions ({len(questions)}) to tell a loss from chance, "
                    f"which takes {least}: write more"
                )
            try:
                before = asked(live, _encoders_of(live, encoders, settings))
            except (CorruptIndex, EncoderError, MissingExtra) as error:
                trouble = f"the live version can't be asked, to compare: {error}"
        verdict = judge(asked(candidate, encoders), before, settings.gate_alpha, trouble)
        verdicts.append(verdict)
        if verdict.accepted or dry_run:
            return None
        if reason is None:
            raise _Refused(verdict)
        return reason

    summary = build(
        settings,
        rebuild=rebuild,
        strict=strict,
        progress=progress,
        encoders=encoders,
        judge=decide,
        dry_run=dry_run,
    )
    return Release(summary, verdicts[0] if verdicts else None)


def _evaluate(
    index: OpenIndex,
    questions: Sequence[GoldQuestion],
    encoders: Encoders,
    settings: Settings,
    name: str,
    asking: Progress | None,
) -> Evaluation:
    return evaluate(
        searcher_over(index, encoders, settings),
        questions,
        name=name,
        source_text=lambda source: index.documents.source_text(source).text,
        progress=asking,
    )


def _encoders_of(live: OpenIndex, encoders: Encoders, settings: Settings) -> Encoders:
    """The encoders that made the live version, so that a change of encoder can be judged too.
    EncoderError or MissingExtra when they can't be had any more."""
    made_by = live.manifest.encoders
    wanted = [record.fingerprint for record in made_by]
    if _fingerprints(encoders) == wanted:
        return encoders
    names = {
        "encoder": made_by[0].name,
        "multilingual_encoder": made_by[1].name if len(made_by) > 1 else "none",
    }
    older = choose_encoders(settings.model_copy(update=names))
    if _fingerprints(older) != wanted:
        raise EncoderError(f"it was made by {made_by[0].name} with other weights or prefixes")
    return older


def _fingerprints(encoders: Encoders) -> list[str]:
    both = (encoders.main, encoders.multilingual)
    return [encoder.fingerprint for encoder in both if encoder is not None]
