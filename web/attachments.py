"""GET /files/{token}: one attachment, for whoever may read what it belongs to; for everybody else there is nothing."""

import re
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from actions import attachments
from actions.attachments import AttachmentRefused, OpenedFile
from data_access.engine import Engine
from data_access.file_types import PDF
from permissions import Person
from web.require_session import PERSON
from web.screens import elsewhere
from working_time import utc_now

TOKEN = re.compile("[A-Za-z0-9_-]{43}")
ALONE = "default-src 'none'; style-src 'unsafe-inline'; "
# Browsers of some years ago refuse to show a PDF in a sandbox; its viewer keeps it from our pages by itself.
POLICIES = {PDF.media_type: f"{ALONE}object-src 'self'"}
HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


def attachment_routes(engine_of: Callable[[], Engine], addresses_of: Callable[[Person], list[str]]) -> list[Route]:
    """The file itself, and of a photo its small picture; `addresses_of` gives a person's pages, the first one first."""

    async def file(request: Request) -> Response:
        return await _answer(request, thumbnail=False)

    async def thumbnail(request: Request) -> Response:
        return await _answer(request, thumbnail=True)

    async def _answer(request: Request, *, thumbnail: bool) -> Response:
        person, token = request.scope[PERSON], request.path_params["token"]
        try:
            if not TOKEN.fullmatch(token):
                raise attachments.NoSuchAttachment
            found = await run_in_threadpool(
                attachments.opened, engine_of(), token=token, by=person, at=utc_now(), thumbnail=thumbnail
            )
        except AttachmentRefused:
            return elsewhere(request, person, home=addresses_of(person)[0])
        return _sent(found)

    return [
        Route("/files/{token}", file, methods=["GET"]),
        Route("/files/{token}/thumbnail", thumbnail, methods=["GET"]),
    ]


def _sent(found: OpenedFile) -> FileResponse:
    """Ranges and HEAD come with FileResponse; the type is ours, for with charset=utf-8 some texts would be garbled."""
    return FileResponse(
        found.path,
        filename=found.file_name,
        content_disposition_type="inline" if found.is_shown else "attachment",
        headers={
            **HEADERS,
            "Content-Type": found.media_type,
            "Content-Security-Policy": POLICIES.get(found.media_type, f"{ALONE}sandbox"),
        },
    )
