"""Trains how the packaged encoder reads questions, into qa_service/data/questions.safetensors.

Each collection is an index, built by scripts/ingest.py, and its gold questions. With --folds the
collections are parted, each part is asked with what was learned on the others, and nothing is
written. About a quarter of an hour on two cores for 1,800 questions.
"""

from __future__ import annotations

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "qa_service" / "data" / "questions.safetensors"


def main() -> None:
    parser = ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    collection = {"nargs": 2, "type": Path, "action": "append", "metavar": ("INDEX", "GOLD")}
    parser.add_argument("--collection", **collection, default=[], help="to learn from")
    parser.add_argument("--held-out", **collection, default=[], help="only to be asked afterwards")
    parser.add_argument("--folds", type=int, default=0, help="parts to cross-validate in")
    parser.add_argument("--out", type=Path, default=OUT)
    chosen = parser.parse_args()

    from safetensors.torch import save_file
    from tuning.examples import examples
    from tuning.train import Outcome, QuestionEncoder, learn, outcomes

    from qa_service.encoders.choose import choose_encoders
    from qa_service.settings import Settings

    def read(collections: list[list[Path]]) -> list[list]:
        return [list(examples(index, gold, settings, encoders)) for index, gold in collections]

    def show(found: list[Outcome]) -> None:
        for one in found:
            print(f"{one.collection}: {one.before} right, +{one.won} -{one.lost}, of {one.all}")
        won, lost = sum(one.won for one in found), sum(one.lost for one in found)
        print(f"all: +{won} -{lost}, of {sum(one.all for one in found)}", flush=True)

    settings = Settings(_env_file=None)
    encoders = choose_encoders(settings)
    given = read(chosen.collection)
    if chosen.folds:
        found: list[Outcome] = []
        for fold in range(chosen.folds):
            encoder = QuestionEncoder()
            others = [e for n, each in enumerate(given) if n % chosen.folds != fold for e in each]
            learn(encoder, others)
            found += outcomes(encoder, [e for each in given[fold :: chosen.folds] for e in each])
        show(found)
        return
    encoder = QuestionEncoder()
    learn(encoder, [example for each in given for example in each])
    save_file(encoder.factors(), chosen.out)
    print(f"{chosen.out}: {chosen.out.stat().st_size:,} bytes")
    show(outcomes(encoder, [example for each in read(chosen.held_out) for example in each]))


if __name__ == "__main__":
    main()
