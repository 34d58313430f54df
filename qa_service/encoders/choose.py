"""The encoders that the settings name."""

from __future__ import annotations

from dataclasses import dataclass

from qa_service.encoders import Encoder, packaged
from qa_service.settings import Settings


@dataclass(frozen=True)
class Encoders:
    """What a version's vectors are made by."""

    main: Encoder
    multilingual: Encoder | None = None
    """For questions that have no gloss."""
    main_is_english: bool = True
    """Whether the main encoder gets passages and questions in another language by their gloss."""


def choose_encoders(settings: Settings) -> Encoders:
    """Loads them. EncoderError or MissingExtra, naming the remedy, when one can't be had."""
    multilingual = _multilingual(settings)
    return Encoders(
        main=_main(settings),
        multilingual=multilingual,
        # Who sets another model, and no multilingual one beside it, means it to read everything.
        main_is_english=settings.encoder == packaged.NAME or multilingual is not None,
    )


def _main(settings: Settings) -> Encoder:
    query_prefix, passage_prefix = settings.query_prefix, settings.passage_prefix
    if settings.encoder != packaged.NAME:
        from qa_service.encoders.torch_models import SentenceTransformerEncoder

        return SentenceTransformerEncoder(
            settings.encoder,
            threads=settings.threads,
            query_prefix=query_prefix,
            passage_prefix=passage_prefix,
        )
    if settings.encoder_runtime == "torch":
        from qa_service.encoders.torch_models import SentenceTransformerEncoder

        return SentenceTransformerEncoder(
            packaged.model_folder(),
            name=packaged.NAME,
            fingerprint=packaged.fingerprint(query_prefix, passage_prefix),
            threads=settings.threads,
            query_prefix=query_prefix,
            passage_prefix=passage_prefix,
            question_changes=packaged.question_changes(),
        )
    from qa_service.encoders.onnx_model import OnnxEncoder

    return OnnxEncoder(
        settings.model_cache,
        threads=settings.threads,
        query_prefix=query_prefix,
        passage_prefix=passage_prefix,
    )


def _multilingual(settings: Settings) -> Encoder | None:
    from qa_service.encoders import multilingual

    match settings.multilingual_encoder:
        case "none":
            return None
        case "auto" if not multilingual.installed():
            return None
        case "auto" | multilingual.NAME:
            return multilingual.UseEncoder(threads=settings.threads)
        case model:
            from qa_service.encoders.torch_models import SentenceTransformerEncoder

            return SentenceTransformerEncoder(
                model,
                threads=settings.threads,
                query_prefix=settings.multilingual_query_prefix,
                passage_prefix=settings.multilingual_passage_prefix,
            )
