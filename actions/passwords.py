"""Passwords: what is acceptable, and argon2id."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# Second recommended setting of the OWASP Password Storage Cheat Sheet: 19 MiB, 2 passes, 1 lane.
# More memory would let fifty people signing in at once exhaust a small server.
MEMORY_KIB = 19456
PASSES = 2
SHORTEST, LONGEST = 10, 128


class AccountError(ValueError):
    """An account or its password cannot be as asked; the message is a sentence for the screen."""


class PasswordTooWeak(AccountError):
    """The password is not acceptable; the message says why."""


def hash_password(password: str, *, memory_kib: int = MEMORY_KIB, passes: int = PASSES) -> str:
    """The argon2id hash to keep."""
    return PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1).hash(password)


@cache
def _hash_of_nobody() -> str:
    return hash_password("no account has this password")


def is_password(stored: str | None, password: str) -> bool:
    """Whether the password fits the stored hash; takes as long when there is no hash to compare with."""
    if len(password) > LONGEST:  # nobody has one, and hashing a megabyte is work
        return False
    try:
        fits = PasswordHasher().verify(stored or _hash_of_nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return fits and stored is not None


def check_strength(password: str, *, username: str) -> None:
    """Raise PasswordTooWeak, with what to do, unless the password is acceptable."""
    if len(password) < SHORTEST:
        raise PasswordTooWeak(f"密码至少 {SHORTEST} 个字符，现在是 {len(password)} 个。可以用几个不相干的词连起来。")
    if len(password) > LONGEST:
        raise PasswordTooWeak(f"密码最多 {LONGEST} 个字符。")
    if username.lower() in password.lower():
        raise PasswordTooWeak("密码里不能包含用户名，请换一个。")
    if len(set(password)) < 5 or password.isdigit():
        raise PasswordTooWeak("密码太容易猜到：不能全是数字，至少要有 5 个不同的字符。")
