"""A route whose JSON body goes from the wire into its model in one step."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError

_TYPES = {"model_type": "model_attributes_type"}
"""What pydantic calls the same mistake in JSON and in Python."""

_NO_OBJECT = {"type": "model_attributes_type", "loc": ("body",), "msg": "not JSON", "ctx": {}}


class JsonRoute(APIRoute):
    """FastAPI documents it as any other; only its way to the function is shorter.

    The function is a coroutine of the request and the body's model, and returns a response. FastAPI
    would parse the body in Python, resolve dependencies and validate what is returned once more:
    0.2 ms of the 2.5 ms that a question takes.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        if self.body_field is None:
            return super().get_route_handler()
        model: type[BaseModel] = self.body_field.field_info.annotation  # type: ignore[assignment]
        (name,) = (param.name for param in self.dependant.body_params)
        function = self.endpoint

        async def handle(request: Request) -> Response:
            body = read(model, request.headers.get("content-type", ""), await request.body())
            response: Response = await function(request=request, **{name: body})
            return response

        return handle


def read(model: type[BaseModel], content_type: str, body: bytes) -> BaseModel:
    """Raises RequestValidationError with FastAPI's locations."""
    media = content_type.partition(";")[0].strip().lower()
    if not body:
        raise RequestValidationError([_missing(("body",))])
    if media != "application/json" and not (
        media.startswith("application/") and media.endswith("+json")
    ):
        raise RequestValidationError([_NO_OBJECT])
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise RequestValidationError(
            [
                {
                    **item,
                    "type": _TYPES.get(item["type"], item["type"]),
                    "loc": ("body", *item["loc"]),
                }
                for item in error.errors(include_url=False, include_input=False)
            ]
        ) from None


def _missing(where: Sequence[str]) -> dict[str, Any]:
    return {"type": "missing", "loc": tuple(where), "msg": "missing", "ctx": {}}
