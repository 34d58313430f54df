"""Routes whose JSON body goes from the wire into its model in one step, and past the framework."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import ClientDisconnect
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, ExceptionHandler, Receive, Scope, Send

CLIENT_CLOSED_REQUEST = 499
"""nginx's word for a client that left before its answer; only ever seen in metrics and logs."""

_NO_JSON = {"type": "model_attributes_type", "loc": ("body",), "msg": "not JSON", "input": b""}
"""As FastAPI reports a body of another type, which it leaves as bytes."""


class JsonRoute(APIRoute):
    """FastAPI documents it as any other; only its way to the function is shorter.

    The function is a coroutine of the request and the body's model, and returns a response. FastAPI
    would parse the body in Python, resolve dependencies and validate what is returned once more.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        if self.body_field is None:
            return super().get_route_handler()
        model: type[BaseModel] = self.body_field.field_info.annotation  # type: ignore[assignment]
        (name,) = (param.name for param in self.dependant.body_params)
        function = self.endpoint

        async def handle(request: Request) -> Response:
            try:
                content = await request.body()
            except ClientDisconnect:
                return Response(status_code=CLIENT_CLOSED_REQUEST)
            body = read(model, request.headers.get("content-type", ""), content)
            response: Response = await function(request=request, **{name: body})
            return response

        return handle


class ShortWay:
    """ASGI middleware that takes a POST to a JsonRoute to its function at once.

    Ten layers of routing and exit stacks are between the two otherwise, and do nothing for such a
    route, which has neither parameters nor dependencies. Errors are answered as everywhere, by
    Starlette and the app's `handlers`.
    """

    def __init__(
        self, app: ASGIApp, routes: Iterable[BaseRoute], handlers: Mapping[Any, ExceptionHandler]
    ) -> None:
        self.app = app
        # What no handler knows is for the outermost layer, which raises it again for the log.
        expected = {kind: handler for kind, handler in handlers.items() if kind is not Exception}
        self._routes = {
            route.path: (route, ExceptionMiddleware(_direct(route), expected))
            for route in routes
            if isinstance(route, JsonRoute) and route.body_field is not None
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = self._routes.get(scope["path"]) if scope["type"] == "http" else None
        if found is None or scope["method"] != "POST":
            await self.app(scope, receive, send)
            return
        scope["route"], answer = found
        await answer(scope, receive, send)


def _direct(route: JsonRoute) -> ASGIApp:
    handle = route.get_route_handler()

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        response = await handle(Request(scope, receive))
        await response(scope, receive, send)

    return answer


def read(model: type[BaseModel], content_type: str, body: bytes) -> BaseModel:
    """Raises RequestValidationError with FastAPI's locations."""
    media = content_type.partition(";")[0].strip().lower()
    if not body:
        raise RequestValidationError([_missing(("body",))])
    if media != "application/json" and not (
        media.startswith("application/") and media.endswith("+json")
    ):
        raise RequestValidationError([_NO_JSON])
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise RequestValidationError(
            [
                {**item, "loc": ("body", *item["loc"])}
                for item in error.errors(include_url=False, include_input=False)
            ]
        ) from None


def _missing(where: Sequence[str]) -> dict[str, Any]:
    return {"type": "missing", "loc": tuple(where), "msg": "missing", "ctx": {}}
