"""GET /healthz: whether the workbench can work, for monitors and load balancers; says nothing else."""

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from data_access.engine import Engine
from data_access.health import fault


def health_route(engine_of: Callable[[], Engine]) -> Route:
    """200 when the database answers and has the newest schema, else 503."""

    async def health(_request: Request) -> Response:
        found = await run_in_threadpool(fault, engine_of())
        return JSONResponse({"status": found or "ok"}, status_code=503 if found else 200)

    return Route("/healthz", health, methods=["GET"])
