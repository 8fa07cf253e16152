"""drafts_app.py behind the real door, with the real routes and scripts; started by running_server."""

import os
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from data_access.engine import connect, database_url
from web.drafts import draft_route
from web.health import health_route
from web.require_session import RequireSession
from web.shell import Shell
from web.sign_in import sign_in_routes


def engine():
    """The database of this process."""
    return connect(database_url())


app = st.App(
    Path(__file__).with_name("drafts_app.py"),
    routes=[*sign_in_routes(engine), draft_route(engine), health_route(engine)],
    middleware=[
        Middleware(RequireSession, engine_of=engine),
        Middleware(Shell, addresses_of=lambda _person: ["/writing", "/elsewhere"]),
    ],
)

if __name__ == "__main__":
    where = {"server.port": int(os.environ["PORT"]), "server.address": "127.0.0.1", "server.headless": True}
    app.run(config={**where, "browser.serverAddress": "localhost"})
