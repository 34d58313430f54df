"""Text to index terms, misspelt terms to known ones, names to other names."""

from __future__ import annotations

import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fake_encoder import HashedWords

from qa_service.retrieval import word_lists
from qa_service.retrieval.analyser import terms
from qa_service.retrieval.everyday import Everyday
from qa_service.retrieval.glossary import Glossary
from qa_service.retrieval.phrasebook import Phrasebook
from qa_service.retrieval.spelling import ProofReader, Speller

DATA = Path(word_lists.__file__).parents[1] / "data"

# --- terms --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("?! ... 。", []),
        ("How do I apply for the cards?", ["appli", "card"]),
        ("applying, applied: APPLY", ["appli", "appli", "appli"]),
        ("card card", ["card", "card"]),
        ("registered registration", ["regist", "registr"]),
        ("The employer's duty", ["employ", "duti"]),
        ("Xi'an Xi’an Xian", ["xian", "xian", "xian"]),
        ("12,345.60 yuan and 2.5%", ["12345.60", "yuan", "2.5"]),
        ("within 30 days, 1,240", ["within", "30", "day", "1240"]),
        ("dial 028-61888966.", ["dial", "028", "61888966"]),
        ("社保卡丢了", ["社保", "保卡", "卡丢", "丢了"]),
        ("钱", ["钱"]),
        ("Jinan社保卡", ["jinan", "社保", "保卡"]),
        ("第58条", ["第", "58", "条"]),
        ("ＣＡＲＤ　３０", ["card", "30"]),
        ("café", ["café"]),
        ("snake_case", ["snake", "case"]),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_threads_do_not_share_a_stemmer() -> None:
    words = [f"{stem}{number}ing" for number in range(200) for stem in ("regist", "apply", "claim")]
    alone = [terms(word) for word in words]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(terms, words * 5)) == alone * 5


# --- spelling -----------------------------------------------------------------------------------

FREQUENCY = {
    "report": 9, "card": 50, "claim": 4, "claims": 1, "unemploy": 3, "reimburs": 7, "carts": 2,
    "cards": 5, "12345": 1, "社保": 30, "transfer": 1,
}  # fmt: skip


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("raport", "report"),
        ("rpeort", "report"),  # two neighbours exchanged: one edit
        ("reportt", "report"),
        ("cardd", "card"),
        ("unemplyo", "unemploy"),
        ("reimbrsu", "reimburs"),  # 8 letters: two edits
        ("rapotr", "rapotr"),  # 6 letters: not two
        ("transferxyz", "transferxyz"),  # three are too many
        ("claim", "claim"),  # known, although "claims" is near
        ("carxs", "cards"),  # as near as "carts", but more frequent
        ("crad", "crad"),  # too short to be told
        ("xeport", "xeport"),  # another initial
        ("12346", "12346"),
        ("社包", "社包"),
        ("zebra", "zebra"),
        ("", ""),
    ],
)
def test_misspelt_terms_become_known_ones(term: str, expected: str) -> None:
    speller = Speller(FREQUENCY, lambda known: FREQUENCY[known])
    assert speller.correct([term]) == (expected,)


def test_the_order_of_terms_is_kept() -> None:
    speller = Speller(FREQUENCY, lambda known: FREQUENCY[known])
    assert speller.correct(["raport", "card", "raport"]) == ("report", "card", "report")
    assert speller.correct([]) == ()
    assert Speller([], lambda _: 0).correct(["raport"]) == ("raport",)


# --- texts for the encoder ----------------------------------------------------------------------


class Reads(HashedWords):
    """Reads the given words in one piece, and any other in two."""

    def __init__(self, *whole: str) -> None:
        super().__init__()
        self.whole = set(whole)

    def count_tokens(self, text: str) -> int:
        return 2 + sum(1 if word in self.whole else 2 for word in text.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lost SOCAIL securty crad!", "Lost social security card!"),
        ("unemploymnet mony", "unemployment money"),
        ("how mcuh, how logn", "how much, how long"),
        ("phon nuber", "phone number"),
        ("carb, caard", "carb, card"),  # of four letters none is changed
        (
            "it expire, on crutches",
            "it expire, on crutches",
        ),  # other lists of the package have them
        ("the plant there", "the plant there"),  # one letter from "plan" and "theme", and words
        ("failed debits", "failed debits"),  # a form of a word that is read in one piece
        ("Wumart hukou", "Wumart hukou"),  # near nothing
        ("社保卡 paymant,  2 times", "社保卡 payment,  2 times"),
        ("", ""),
    ],
)
def test_words_that_an_encoder_reads_in_pieces_are_corrected(text: str, expected: str) -> None:
    reader = ProofReader(Reads("plant", "there", "failed", "debit"))
    assert reader.correct(text) == expected


# --- glossary -----------------------------------------------------------------------------------

GLOSSARY = Glossary(
    [
        ["lost", "missing", "丢失"],
        ["social security", "insurance"],
        ["social security card", "社保卡"],
        ["card", "ticket"],
        ["boss", "employer"],
        ["free", "no charge"],
        ["ticket", "fine"],
    ]
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("", ()),
        ("nothing of the kind", ()),
        ("It is missing", ("lost", "丢失")),
        ("It is LOST", ("miss", "丢失")),
        ("Two cards", ("ticket",)),
        ("My boss", ("employ",)),  # the s is its own
        ("Our bosses", ()),  # "es" is no plural that is known
        # The longest name wins, and the question's own terms are not added.
        ("My social security card", ("社保", "保卡")),
        ("社保卡丢失", ("social", "secur", "card", "lost", "miss")),
        ("The card is a free ticket", ("charg", "fine")),
        ("Jinan 社保卡lost了", ("social", "secur", "card", "miss", "丢失")),
        # No part of a word: discarded, freely, cardboard.
        ("discarded freely cardboard", ()),
        ("lost and lost again", ("miss", "丢失")),
    ],
)
def test_other_names(question: str, expected: tuple[str, ...]) -> None:
    assert GLOSSARY.expansion(question) == expected


def test_the_names_that_ship_go_both_ways() -> None:
    glossary = Glossary.load()
    assert {"养老", "老保", "保险"} <= set(glossary.expansion("When is the pension paid?"))
    assert {"pension", "old", "age"} <= set(glossary.expansion("养老金什么时候发"))


# --- everyday English ---------------------------------------------------------------------------

EVERYDAY = Everyday(
    {
        "boss": "employer",
        "boss's share": "employer's part",
        "jobless": "unemployed",
        "jobless money": "unemployment benefit",
        "out-of-pocket": "self-paid",
        "workers' comp": "work injury insurance",
        "a&e": "emergency",
    }
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Does my boss pay?", "Does my employer pay?"),
        ("Does my BOSS’s firm pay?", "Does my employer’s firm pay?"),
        ("The boss's share, please", "The employer's part, please"),
        ("Jobless? No jobless-money!", "unemployed? No unemployment benefit!"),
        ("out of pocket", "self-paid"),
        ("Out - of  pocket", "self-paid"),
        ("Workers’ comp for A&E", "work injury insurance for emergency"),
        # Not in a word, nor over a mark.
        ("Embossed, bossy", "Embossed, bossy"),
        ("Jobless. Money?", "unemployed. Money?"),
        ("济南boss不交社保", "济南employer不交社保"),
        ("How do I get a card?", "How do I get a card?"),
        ("", ""),
    ],
)
def test_everyday_english_in_official_words(text: str, expected: str) -> None:
    assert EVERYDAY.official(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dole pay day", "unemployment benefit payment day"),
        ("min and max of the base", "minimum and maximum of the base"),
        ("si info, tel?", "social insurance information, telephone?"),
    ],
)
def test_short_forms(text: str, expected: str) -> None:
    assert Everyday.load().official(text) == expected


def test_the_everyday_phrases_that_ship() -> None:
    listed = word_lists.everyday()
    groups = tomllib.loads((DATA / "everyday.toml").read_text("utf-8"))
    assert len(listed) == sum(map(len, groups.values())), "a phrase stands for one thing"
    for phrase, official in listed.items():
        assert phrase == phrase.lower().strip()
        assert phrase != official
        assert Everyday.load().official(phrase) == official


# --- phrasebook ---------------------------------------------------------------------------------

PHRASES = Phrasebook(
    {
        "社保卡": "social security card",
        "社保": "social security",
        "卡": "card",
        "丢了": "lost",
        "了": "",
        "怎么": "how to",
        "怎么办": "what to do",
        "办": "apply for",
        "断": "broken",
        "断缴": "interrupted payments",
        "缴了": "paid",
    }
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("社保卡丢了怎么办", "social security card lost what to do"),  # the fewest phrases
        ("怎么办社保卡？", "what to do social security card ?"),
        ("社保卡 LOST", "social security card lost"),
        ("my 社保卡丢了, what now", "my social security card lost , what now"),
        ("办了", "apply for"),
        ("断缴了怎么办", "interrupted payments what to do"),  # 了 is no phrase to be spared
        ("社保卡嗖丢了怎么办", "social security card lost what to do"),  # not known: left out
        ("社保卡嗖嗖嗖了", None),  # too much is not known
        ("嗖丢了怎么办", None),  # nothing of social security: more has to be known
        ("丢了十五", "lost 15"),
        ("社保卡丟了怎麼辦", "social security card lost what to do"),  # traditional
        ("社保卡第五十八条", "social security card Article 58"),
        ("社保卡第一千一百六十五条", "social security card Article 1165"),
        ("社保卡丢了九级", "social security card lost grade 9"),
        ("lost card", None),
        ("", None),
    ],
)
def test_chinese_in_english_where_nearly_every_word_is_known(
    text: str, expected: str | None
) -> None:
    assert PHRASES.english(text) == expected


def test_the_phrasebook_that_ships() -> None:
    phrases = Phrasebook.load()
    assert phrases.english("社保卡丢了怎么办") == "social security card lost what to do"
    assert phrases.english("失业金什么时候领") == "unemployment benefit when collect"
    # Of the glossary's names the first English one.
    assert phrases.english("滞纳金") == "late fee"
    assert phrases.english("珠穆朗玛峰") is None


def test_the_phrasebook_repeats_nothing_that_the_glossary_says() -> None:
    from_glossary = {
        (name, next(other for other in group if other.isascii()))
        for group in word_lists.glossary()
        for name in group
    }
    assert [entry for entry in word_lists.phrases().items() if entry in from_glossary] == []
