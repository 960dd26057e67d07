"""条目标识 the address of what is public: twenty hexadecimal digits, given once."""

import secrets


def new_slug() -> str:
    """A slug that nobody can guess, and no office program takes for a number such as 12e34."""
    return secrets.choice("abcdf") + secrets.token_hex(10)[1:]
