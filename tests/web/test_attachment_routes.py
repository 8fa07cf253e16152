"""/files/…: what a browser gets of an attachment, and that everybody without the right gets nothing at all."""

import io

import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from actions import attachments, sign_in
from glossary import SubjectKind
from permissions import Person
from tests import attachment_files as samples
from tests import subject_factories
from tests.factories import NOW, PASSWORD
from tests.subject_factories import IDEA, STRANGER
from web.attachments import attachment_routes
from web.requests import SESSION_COOKIE
from web.require_session import RequireSession
from web.shell import Shell
from working_time import utc_now as now


def addresses_of(_person: Person) -> list[str]:
    return ["/to_do"]


@pytest.fixture
def people(engine, tmp_path, monkeypatch):
    monkeypatch.setenv("FILES_DIR", str(tmp_path / "files"))
    return subject_factories.everyone(engine)


@pytest.fixture
def client(engine):
    """A browser in front of the door."""
    middleware = [Middleware(RequireSession, engine_of=lambda: engine), Middleware(Shell, addresses_of=addresses_of)]
    app = Starlette(routes=attachment_routes(lambda: engine, addresses_of), middleware=middleware)
    with TestClient(app, follow_redirects=False) as client:
        yield client


@pytest.fixture
def as_person(engine, client, people):
    """as_person(username) is the browser with this person signed in."""

    def signed_in(username: str):
        chosen = {"username": username, "password": PASSWORD, "address": "a", "browser": "b"}
        client.cookies.set(SESSION_COOKIE, sign_in.sign_in(engine, **chosen, at=now()))
        return client

    return signed_in


@pytest.fixture
def attach(engine, people):
    def attached(content=samples.PDF, file_name="加装电梯方案.pdf"):
        chosen = {"kind": SubjectKind.IDEA, "number": IDEA, "content": content, "file_name": file_name}
        return attachments.attach(engine, **chosen, by=people["handler"], at=NOW)

    return attached


def is_nothing(answer) -> bool:
    return answer.status_code == 404 and "没有这个页面" in answer.text and "方案" not in answer.text


def test_who_may_read_the_idea_gets_the_file_as_it_was_kept(as_person, attach):
    answer = as_person("leader").get(f"/files/{attach().token}")

    assert (answer.status_code, answer.content) == (200, samples.PDF)
    assert answer.headers["content-type"] == "application/pdf"
    name = "%E5%8A%A0%E8%A3%85%E7%94%B5%E6%A2%AF%E6%96%B9%E6%A1%88.pdf"
    assert answer.headers["content-disposition"] == f"inline; filename*=utf-8''{name}"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; ")


@pytest.mark.parametrize(
    ("content", "file_name", "disposition", "media_type"),
    [
        (samples.photo(), "a.jpg", 'inline; filename="a.jpg"', "image/jpeg"),
        (samples.photo("PNG"), "a.png", 'inline; filename="a.png"', "image/png"),
        (samples.docx(), "a.docx", 'attachment; filename="a.docx"',
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (b"text", "a.html", 'attachment; filename="a.txt"', "text/plain"),
        (b"a;b", 'b"; filename=c.csv', "attachment; filename*=utf-8''b_%3B%20filename%3Dc.csv", "text/csv"),
    ],
)  # fmt: skip
def test_only_documents_a_browser_shows_by_itself_are_shown(
    as_person, attach, content, file_name, disposition, media_type
):
    answer = as_person("leader").get(f"/files/{attach(content, file_name).token}")
    assert (answer.headers["content-disposition"], answer.headers["content-type"]) == (disposition, media_type)
    assert answer.headers["content-security-policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def test_a_part_of_a_file_and_its_head_alone_can_be_asked_for(as_person, attach):
    client, token = as_person("leader"), attach().token
    part = client.get(f"/files/{token}", headers={"range": "bytes=0-7"})
    assert (part.status_code, part.content) == (206, b"%PDF-1.4")
    assert part.headers["content-range"] == f"bytes 0-7/{len(samples.PDF)}"
    head = client.head(f"/files/{token}")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(samples.PDF))
    assert client.post(f"/files/{token}").status_code == 405


def test_a_photo_has_a_small_picture_and_a_document_has_none(as_person, attach):
    client = as_person("leader")
    small = client.get(f"/files/{attach(samples.photo(), 'a.jpg').token}/thumbnail")
    assert Image.open(io.BytesIO(small.content)).size == (320, 240)
    assert small.headers["content-type"] == "image/jpeg"
    assert is_nothing(client.get(f"/files/{attach().token}/thumbnail"))


def test_a_stranger_is_sent_to_sign_in_and_a_script_of_a_stranger_is_told_so(client, attach):
    token = attach(samples.photo(), "a.jpg").token
    answer = client.get(f"/files/{token}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/signin?next=/files/{token}")
    as_picture = client.get(f"/files/{token}/thumbnail", headers={"sec-fetch-mode": "no-cors"})
    assert (as_picture.status_code, as_picture.text) == (401, "Not signed in")


@pytest.mark.parametrize("who", [STRANGER, "collector", "expert", "assessor", "administrator"])
def test_who_may_not_read_the_idea_meets_an_address_that_does_not_exist(as_person, attach, who):
    client, token = as_person(who), attach(samples.photo(), "a.jpg").token
    elsewhere = client.get("/files/" + "A" * 43)
    for address in (f"/files/{token}", f"/files/{token}/thumbnail"):
        answer = client.get(address)
        assert is_nothing(answer)
        assert answer.text.replace(token, "") == elsewhere.text
        assert client.head(address).status_code == 404


def test_a_removed_file_is_gone_for_its_owner_too(engine, as_person, attach, people):
    added = attach()
    client = as_person("handler")
    assert client.get(f"/files/{added.token}").status_code == 200
    attachments.remove(engine, attachment_id=added.id, reason="传错了", by=people["handler"], at=NOW)
    assert is_nothing(client.get(f"/files/{added.token}"))


@pytest.mark.parametrize("guess", ["1", "A" * 42, "A" * 44, "%00" * 43, "..%2f..%2fserver.py", "%E6%96%B9" * 43])
def test_a_guessed_address_is_nothing_on_either_database(as_person, attach, guess):
    attach()
    client = as_person("project_manager")
    assert client.get(f"/files/{guess}").status_code == 404
    assert client.get(f"/files/{guess}/thumbnail").status_code == 404
