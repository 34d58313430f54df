"""What keeps words from being taken for names, while the data file is generated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from gazetteer.row import Row, short
from qa_service.cities.misspelling import MIN_LETTERS, Misspelling
from qa_service.cities.spelling import key

# Share of all words. Misspellings such as "shenzen" are rarer than one in ten million.
_RARE, _COMMON = 1e-7, 3e-5
_MEASURES, _NUMERALS = "天日月年元万个", "0123456789一二三四五六七八九十百千两几每多半"


def guard(rows: list[Row], hand: dict[str, Any]) -> None:
    from wordfreq import zipf_frequency

    lists = hand["guard"]
    tags = _jieba_tags()
    for row in rows:
        letters = "".join(key(row.name))
        stem = short(row.zh)
        if letters in lists["capital"]:
            row.bare = "capital"
        elif letters in lists["suffix"]:
            row.bare = "suffix"
        row.english = [_mark(name, lists) for name in row.english]
        if stem in lists["han"]:
            row.han_bare = "suffix"
        if row.kind != "district":
            continue
        county_city = row.zh.endswith("市")
        word = tags.get(stem, "ns") != "ns" or (len(stem) == 2 and stem not in tags)
        # A county-level city goes by its bare name, and names of three 汉字 are no words. The
        # dictionary's tags don't tell the others' names from words; a list has those people use.
        bare = county_city or len(stem) > 2 or stem in lists["han_free"]
        if len(stem) == 1 or (word and not bare):
            row.han_bare = "suffix"
        if letters in lists["free"] or letters in lists["suffix"]:
            continue
        rare = zipf_frequency(letters, "en") < 2.5
        short_city = county_city and len(letters) == 4 and rare and "'" not in row.name
        if len(stem) == 1 or short_city:  # "Long County" is its name, "long county" is not
            row.bare = "capital"
        elif not rare or len(letters) < (5 if county_city or row.tier > 1 else 6):
            row.bare = "suffix"
        elif len(letters) < 7:
            row.bare = "capital"


def _mark(name: str, lists: dict[str, Any]) -> str:
    letters = "".join(key(name))
    return "~" * (letters in lists["capital"]) + "!" * (letters in lists["suffix"]) + name


def near_words(rows: Iterable[Row], hand: dict[str, Any]) -> Iterator[str]:
    """English words that correcting would take for a misspelt city or province."""
    from wordfreq import get_frequency_dict

    names = {"".join(key(r.name)): max(r.tier, 2) for r in rows if r.kind != "district"}
    misspelling = Misspelling(names, frozenset(), ())
    frequencies = {
        word: frequency
        for word, frequency in get_frequency_dict("en", "best").items()
        if frequency >= _RARE and len(word) >= MIN_LETTERS and word.isascii() and word.isalpha()
    }
    real = {w for w in frequencies if misspelling.near(w)} | set(hand["guard"]["words"])
    yield "words\t" + " ".join(sorted(real))
    common = (w for w, frequency in frequencies.items() if frequency >= _COMMON and w not in names)
    yield "common\t" + " ".join(sorted(common))


def _jieba_tags() -> dict[str, str]:
    import jieba

    with open(jieba.get_dict_file().name, encoding="utf-8") as lines:
        return {word: tag for word, _, tag in (line.split() for line in lines)}


def compounds(rows: Iterable[Row], hand: dict[str, Any]) -> Iterator[str]:
    import jieba

    first, last, idioms = defaultdict(set), defaultdict(set), set()
    stems = {short(r.zh) for r in rows if r.han_bare == "free"}
    stems = {stem for stem in stems if len(stem) == 2}
    with open(jieba.get_dict_file().name, encoding="utf-8") as lines:
        for line in lines:
            word, frequency, tag = line.split()
            if len(word) == 2 and int(frequency) >= 20 and word not in stems:
                last[word[1]].add(word[0])
                first[word[0]].add(word[1])
            elif len(word) == 4 and tag in ("i", "l") and any(s in word for s in stems):
                idioms.add(word)
    for word in hand["guard"]["compounds"]:
        last[word[1]].add(word[0])
        first[word[0]].add(word[1])
    for measure in _MEASURES:
        last[measure] |= set(_NUMERALS)
    for han in sorted({stem[0] for stem in stems}):
        if last[han]:
            yield f"before\t{han}\t{''.join(sorted(last[han]))}"
    for han in sorted({stem[1] for stem in stems}):
        if first[han]:
            yield f"after\t{han}\t{''.join(sorted(first[han]))}"
    yield "idioms\t" + " ".join(sorted(idioms))
