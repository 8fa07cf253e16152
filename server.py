"""The server: the app behind its door, and the routes beside it. Run it with `python server.py`."""

import faulthandler
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from data_access import search_catch_up
from data_access.demonstration import demonstration_accounts, demonstration_password
from ui import faults, navigation
from ui.session import engine
from web.attachments import attachment_routes
from web.drafts import draft_route
from web.gallery import gallery_route
from web.health import health_route
from web.oidc import oidc_routes, oidc_settings
from web.require_session import RequireSession
from web.shell import Shell
from web.sign_in import sign_in_routes

PORT = int(os.environ.get("PORT", "8501"))


@asynccontextmanager
async def announce(_app: st.App) -> AsyncIterator[dict]:
    """Say where to go, and in a demonstration with which account; meanwhile what is stored becomes searchable."""
    print(f"民声工作台：http://localhost:{PORT}", flush=True)
    if accounts := demonstration_accounts(engine()):
        print(f"演示数据。账户（密码 {demonstration_password(engine()) or '见安装提示'}）：")
        for account in accounts:
            print(f"  {account.username}\t{account.role.label}\t{account.name}", flush=True)
    with search_catch_up.in_background(engine()):
        yield {}


settings = oidc_settings()
app = st.App(
    Path(__file__).with_name("app.py"),
    routes=[
        *sign_in_routes(engine, oidc_label=settings.label if settings else None),
        *oidc_routes(engine, settings),
        *attachment_routes(engine, navigation.addresses_of),
        *(route(engine) for route in (draft_route, gallery_route, health_route)),
    ],
    middleware=[Middleware(RequireSession, engine_of=engine), Middleware(Shell, addresses_of=navigation.addresses_of)],
    lifespan=announce,
    on_script_error=faults.show,
)

if __name__ == "__main__":
    if hasattr(signal, "SIGUSR1"):
        faulthandler.register(signal.SIGUSR1)  # for a server that hangs: what each of its threads is doing
    where = {"server.port": PORT, "server.address": "0.0.0.0", "server.headless": True}
    # Without an address of its own Streamlit asks a public service for ours.
    app.run(config={**where, "browser.serverAddress": "localhost"})
