"""Settings: read from the environment and .env, refused when they make no sense, never changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from qa_service.settings import Settings


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No environment and no .env but the test's own."""
    for name in os.environ:
        if name.startswith("QA_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_it_starts_without_any() -> None:
    settings = Settings()
    assert (settings.corpus, settings.index) == (Path("corpus"), Path("index"))
    assert (settings.host, settings.port, settings.admin_token) == ("127.0.0.1", 8000, None)


def test_the_environment_wins_over_the_file_and_an_argument_over_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("QA_PORT=8001\nQA_THREADS=3\nOTHER=1\n")
    assert (Settings().port, Settings().threads) == (8001, 3)
    monkeypatch.setenv("QA_PORT", "8002")
    assert (Settings().port, Settings().threads) == (8002, 3)
    assert Settings(port=8003).port == 8003


def test_paths_and_switches_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_INDEX", "/srv/index")
    monkeypatch.setenv("QA_LOG_QUESTIONS", "true")
    settings = Settings()
    assert (settings.index, settings.log_questions) == (Path("/srv/index"), True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("QA_PORT", "http"),
        ("QA_PORT", "65536"),
        ("QA_THREADS", "-1"),
        ("QA_KEEP_VERSIONS", "0"),
        ("QA_MAX_QUESTION_CHARS", "0"),
        ("QA_ENCODER_RUNTIME", "tensorrt"),
        ("QA_LOG_FORMAT", "xml"),
        ("QA_LOG_QUESTIONS", "perhaps"),
        ("QA_WORKERS", "0"),
        ("QA_QUESTION_SECONDS", "0"),
        ("QA_QUESTION_SECONDS", "inf"),
        ("QA_QUESTION_SECONDS", "86401"),
        ("QA_BODY_SECONDS", "inf"),
        ("QA_BODY_SECONDS", "nan"),
        ("QA_BODY_SECONDS", "1e30"),
        ("QA_RELOAD_SECONDS", "inf"),
        ("QA_RELOAD_SECONDS", "nan"),
        ("QA_RELOAD_SECONDS", "1e30"),
        ("QA_DRAIN_SECONDS", "9" * 30),
        ("QA_BATCH_WINDOW_MS", "nan"),
        ("QA_GATE_ALPHA", "nan"),
        ("QA_CORPUS", ""),
        ("QA_INDEX", " "),
        ("QA_ENCODER", ""),
        ("QA_ENCODER", " "),
        ("QA_MULTILINGUAL_ENCODER", ""),
        ("QA_HOST", ""),
        ("QA_GOLD", ""),
        ("QA_MCP_HOSTS", ""),
        ("QA_MCP_HOSTS", " , "),
        ("QA_RATE_LIMIT", "many"),
        ("QA_RATE_LIMIT", "0/minute"),
        ("QA_RATE_LIMIT", "60"),
        ("QA_RATE_LIMIT", "60/fortnight"),
        ("QA_TRUSTED_PROXIES", "abc"),
        ("QA_TRUSTED_PROXIES", "10.0.0.5,10.1.2.3/16"),
        ("QA_TRUSTED_PROXIES", "10.0.0.5,*"),
        ("QA_CORS_ORIGINS", "foo"),
        ("QA_CORS_ORIGINS", "https://a.example,https://b.example/"),
        ("QA_FEEDBACK_URL", "foo"),
        ("QA_FEEDBACK_URL", "feedback.sqlite"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as refusal:
        Settings()
    assert [error["loc"] for error in refusal.value.errors()] == [
        (name.removeprefix("QA_").lower(),)
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("QA_RATE_LIMIT", "10 per second"),
        ("QA_RATE_LIMIT", " "),
        ("QA_TRUSTED_PROXIES", "10.0.0.5, 10.1.0.0/16, fd00::/8"),
        ("QA_TRUSTED_PROXIES", "*"),
        ("QA_CORS_ORIGINS", "https://a.example, http://localhost:3000"),
        ("QA_CORS_ORIGINS", "*"),
        ("QA_FEEDBACK_URL", "postgresql+psycopg://user@host/name"),
        ("QA_FEEDBACK_URL", " "),
    ],
)
def test_what_makes_sense(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    Settings()


def test_a_variable_that_is_passed_on_unset_names_no_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("QA_EXPORTED_ENCODER", "")
    assert Settings().exported_encoder is None
    assert Settings().model_cache == Path("index/.cache")


def test_hosts_of_agents_are_needed_only_where_agents_are_served() -> None:
    assert Settings(mcp=False, mcp_hosts="").mcp_allowed_hosts == ()


def test_every_number_is_finite() -> None:
    floats = [name for name, about in Settings.model_fields.items() if about.annotation is float]
    assert len(floats) > 4
    for name in floats:
        for value in ("inf", "-inf", "nan"):
            with pytest.raises(ValidationError):
                Settings(**{name: value})


def test_workers_that_nothing_would_tell_of_a_new_version_are_refused() -> None:
    with pytest.raises(ValidationError, match="reaches one of them") as refusal:
        Settings(workers=2, reload_seconds=0)
    assert [error["loc"] for error in refusal.value.errors()] == [("reload_seconds",)]
    assert Settings(workers=1, reload_seconds=0).reload_seconds == 0
    assert Settings(workers=2, reload_seconds=0.1).workers == 2


@pytest.mark.parametrize(
    ("written", "url"),
    [(" sqlite:///f.sqlite\n", "sqlite:///f.sqlite"), (" ", None), ("", None)],
)
def test_the_database_is_used_as_it_was_checked(written: str, url: str | None) -> None:
    found = Settings(feedback_url=written).feedback_url
    assert (found and found.get_secret_value()) == url


def test_they_are_not_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings().port = 1


def test_the_token_is_not_printed() -> None:
    settings = Settings(admin_token="hunter2")
    assert settings.admin_token is not None
    assert settings.admin_token.get_secret_value() == "hunter2"
    assert "hunter2" not in f"{settings!r}{settings}"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_says_what_it_sets(name: str) -> None:
    description = Settings.model_fields[name].description
    assert description
    assert description.endswith(".")
