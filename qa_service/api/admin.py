"""What only the operator may do."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.exceptions import HTTPException

from qa_service.api.dependencies import ServiceDep
from qa_service.api.problems import documented
from qa_service.api.schemas import Reloaded
from qa_service.errors import IndexUnavailable, NotAuthorised

_bearer = HTTPBearer(auto_error=False, description="The token in QA_ADMIN_TOKEN.")


async def _operator(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> None:
    configured = request.app.state.settings.admin_token
    # An empty token counts as none: it would let everybody in.
    if configured is None or not (token := configured.get_secret_value().strip()):
        raise HTTPException(403, "no admin token is configured")
    given = credentials.credentials if credentials else ""
    if not secrets.compare_digest(given.encode(), token.encode()):
        raise NotAuthorised("the admin token is missing or wrong")


router = APIRouter(prefix="/admin", tags=["operating"], dependencies=[Depends(_operator)])


@router.post("/reload", responses=documented(401, 403, 429, 503))
def reload(service: ServiceDep) -> Reloaded:
    """Load the version that is published now and swap it in. Running requests end on the version
    they began with; when loading fails, the version in use stays."""
    try:
        previous = service.searcher().version
    except IndexUnavailable:
        previous = None
    return Reloaded(index_version=service.reload(), previous=previous)
