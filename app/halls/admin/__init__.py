"""账号与授权 accounts and the calendar; grants, which take two persons."""
