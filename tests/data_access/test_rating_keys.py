"""Who rated, as a key: the same number however it is written is one person, and nobody is read from the key."""

import pytest
from sqlalchemy import select

from data_access import schema
from data_access.engine import writing
from data_access.installation import installation
from data_access.rating_keys import SecretUnusable, device_key, is_recognisable, normalised, person_key, rating_secret

SECRET = b"0123456789abcdef0123456789abcdef"
MOBILE, LANDLINE = "13812345678", "07106312345"


@pytest.mark.parametrize(
    "written",
    [
        "13812345678",
        " 138 1234 5678 ",
        "138-1234-5678",
        "138－1234－5678",
        "１３８１２３４５６７８",
        "+86 13812345678",
        "+8613812345678",
        "＋８６ 138 1234 5678",
        "0086 138 1234 5678",
        "8613812345678",
        "138.1234.5678",
        "王大爷 13812345678",
        "王大爷（138 1234 5678）",
    ],
)
def test_a_mobile_is_one_person_however_it_is_written(written):
    assert normalised(written) == MOBILE


@pytest.mark.parametrize("written", ["0710-6312345", "(0710) 6312345", "（0710）6312345", "+86 710 6312345"])
def test_a_landline_is_one_person_however_it_is_written(written):
    assert normalised(written) == LANDLINE


@pytest.mark.parametrize("written", ["王大爷 北城3号楼", "王大爷北城3号楼", " 王大爷　北城３号楼 "])
def test_a_name_counts_without_its_blanks(written):
    assert normalised(written) == "王大爷北城3号楼"


def test_an_entry_with_two_mobiles_is_nobodys_number():
    assert normalised("13812345678 13912345678") == "13812345678" + "13912345678"


@pytest.mark.parametrize(("written", "is_enough"), [("", False), ("　", False), ("王", False), ("王大爷", True)])
def test_whether_somebody_can_be_found_again(written, is_enough):
    assert is_recognisable(written) is is_enough


@pytest.mark.parametrize(("number", "is_enough"), [("123456", False), ("6312345", True)])
def test_a_number_needs_seven_digits(number, is_enough):
    assert is_recognisable(number) is is_enough


def test_keys_differ_by_person_secret_and_kind():
    key = person_key(SECRET, MOBILE)
    assert len(key) == 64
    others = {person_key(SECRET, "13812345679"), person_key(SECRET[::-1], MOBILE), device_key(SECRET, MOBILE)}
    assert key not in others
    assert len(others) == 3
    assert device_key(SECRET, " Ab 1") == device_key(SECRET, "aB1")


def test_the_secret_is_made_once_and_no_screen_reads_it(engine):
    with writing(engine) as connection:
        first = rating_secret(connection)
    with writing(engine) as connection:
        assert rating_secret(connection) == first
    assert len(first) == 32
    with engine.connect() as connection:
        stored = connection.execute(select(schema.installation.c.value)).scalars().all()
    assert first.hex() in stored
    assert first.hex() not in installation(engine).values()


def test_a_secret_of_the_environment_is_not_in_the_database(engine, monkeypatch):
    monkeypatch.setenv("RATING_SECRET", SECRET.decode())
    with writing(engine) as connection:
        assert rating_secret(connection) == SECRET
    with engine.connect() as connection:
        stored = " ".join(connection.execute(select(schema.installation.c.value)).scalars())
    assert SECRET.decode() not in stored
    assert SECRET.hex() not in stored


def test_another_secret_than_so_far_is_refused_for_it_would_count_everybody_twice(engine, monkeypatch):
    with writing(engine) as connection:
        rating_secret(connection)
    monkeypatch.setenv("RATING_SECRET", SECRET.decode())
    with pytest.raises(SecretUnusable, match="同一个人会被当成两个人"), writing(engine) as connection:
        rating_secret(connection)


def test_a_secret_of_the_environment_that_is_gone_is_missed(engine, monkeypatch):
    monkeypatch.setenv("RATING_SECRET", SECRET.decode())
    with writing(engine) as connection:
        rating_secret(connection)
    monkeypatch.delenv("RATING_SECRET")
    with pytest.raises(SecretUnusable, match="没有读到评议人密钥"), writing(engine) as connection:
        rating_secret(connection)


def test_a_short_secret_is_refused(engine, monkeypatch):
    monkeypatch.setenv("RATING_SECRET", "short")
    with pytest.raises(SecretUnusable, match="不足 32"), writing(engine) as connection:
        rating_secret(connection)
