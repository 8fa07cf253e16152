"""Who rated, as a keyed hash: the same person is found again, and nobody can be read from what is stored."""

import hmac
import os
import re
import secrets
import unicodedata

from sqlalchemy import Connection, select

from data_access import schema
from data_access.masking import MOBILE

# Keys of the installation table; no screen and no export reads them.
SECRET, CHECK = "rating_secret", "rating_secret_check"
# A key outside the database: whoever gets hold of a copy of the database then cannot try out numbers.
VARIABLE = "RATING_SECRET"
SHORTEST = 32
_PHONE_LIKE = re.compile(r"\+?[\d\-().]+")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
FEWEST_DIGITS = 7


class SecretUnusable(Exception):
    """People could not be told apart as before; the message is a sentence for the screen."""


def rating_secret(connection: Connection) -> bytes:
    """The key of this database, made at its first use; RATING_SECRET in the environment goes before.

    Raises: SecretUnusable when it is not the key that was used so far.
    """
    kept = _kept(connection)
    given = os.environ.get(VARIABLE, "")
    if not kept:
        # Two first uses at once: the second waits here and finds the key of the first.
        table = schema.installation
        connection.execute(select(table.c.value).where(table.c.key == "data_version").with_for_update())
        kept = _kept(connection)
    if given:
        secret = given.encode()
    elif SECRET in kept:
        secret = bytes.fromhex(kept[SECRET])
    elif CHECK in kept:
        raise SecretUnusable(
            f"系统没有读到评议人密钥（{VARIABLE}），没有存入任何内容。请联系系统管理员恢复原来的设置。"
        )
    else:
        secret = secrets.token_bytes(32)
        _keep(connection, SECRET, secret.hex())
    _check(connection, secret, kept)
    return secret


def _check(connection: Connection, secret: bytes, kept: dict[str, str]) -> None:
    if len(secret) < SHORTEST:
        raise SecretUnusable(f"评议人密钥（{VARIABLE}）不足 {SHORTEST} 个字符，没有存入任何内容。请联系系统管理员。")
    mark = _hash(secret, "check", "")[:16]
    if CHECK not in kept:
        _keep(connection, CHECK, mark)
    elif not hmac.compare_digest(kept[CHECK], mark):
        raise SecretUnusable(
            f"评议人密钥（{VARIABLE}）与以前用的不同，同一个人会被当成两个人，没有存入任何内容。请联系系统管理员。"
        )


def _kept(connection: Connection) -> dict[str, str]:
    table = schema.installation
    query = select(table.c.key, table.c.value).where(table.c.key.in_((SECRET, CHECK)))
    return {row.key: row.value for row in connection.execute(query)}


def _keep(connection: Connection, key: str, value: str) -> None:
    connection.execute(schema.installation.insert().values(key=key, value=value))


def person_key(secret: bytes, who: str) -> str:
    """The key of a person, 64 hexadecimal digits; one phone number however it is written."""
    return _hash(secret, "person", normalised(who))


def device_key(secret: bytes, device: str) -> str:
    """The key of a device; capitals and blanks make no difference."""
    return _hash(secret, "device", "".join(unicodedata.normalize("NFKC", device).split()).casefold())


def _hash(secret: bytes, kind: str, text: str) -> str:
    # Kinds are kept apart, so that a phone used as the name of a device does not match its owner.
    return hmac.digest(secret, f"{kind}:{text}".encode(), "sha256").hex()


def normalised(who: str) -> str:
    """A phone number as bare digits, anything else without blanks and in small letters; empty when nothing is left.

    Digits may be full-width, blanks, dots and hyphens inside, +86 or 0086 before it. A mobile beside a name counts
    alone: the same person is written with a name at one time and without at another.
    """
    if who.isascii() and who.isdigit() and not who.startswith(("86", "00")):
        return who  # most of them are bare numbers, and a file has thousands
    text = _DASHES.sub("-", unicodedata.normalize("NFKC", who))
    bare = "".join(text.split())
    if _PHONE_LIKE.fullmatch(bare):
        return _digits(bare)
    mobiles = {re.sub(r"\D", "", found[0])[-11:] for found in MOBILE.finditer(text)}
    return mobiles.pop() if len(mobiles) == 1 else bare.casefold()


def _digits(number: str) -> str:
    digits = re.sub(r"\D", "", number)
    if digits.startswith("86") and MOBILE.fullmatch(digits):
        return digits[2:]
    if not number.startswith(("+86", "0086")):
        return digits
    national = digits.removeprefix("00").removeprefix("86")
    return national if MOBILE.fullmatch(national) or national.startswith("0") else f"0{national}"


def is_recognisable(who: str) -> bool:
    """Whether it says enough to find the person again: two letters, or a number of seven digits."""
    found = normalised(who)
    return len(found) >= (FEWEST_DIGITS if found.isdigit() else 2)
