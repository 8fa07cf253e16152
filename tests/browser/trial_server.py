"""The door and the routes of server.py around one page of the tests."""

import os
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from data_access.engine import connect
from permissions import Person
from web.attachments import attachment_routes
from web.health import health_route
from web.require_session import RequireSession
from web.shell import Shell
from web.sign_in import sign_in_routes


def addresses_of(_person: Person) -> list[str]:
    """The only page there is."""
    return ["/trial"]


app = st.App(
    Path(__file__).with_name("trial_page.py"),
    routes=[*sign_in_routes(connect), *attachment_routes(connect, addresses_of), health_route(connect)],
    middleware=[Middleware(RequireSession, engine_of=connect), Middleware(Shell, addresses_of=addresses_of)],
)

if __name__ == "__main__":
    where = {"server.port": int(os.environ["PORT"]), "server.headless": True, "browser.serverAddress": "localhost"}
    app.run(config=where)
