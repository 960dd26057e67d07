"""账号 sign in and out, language and theme, messages, one's own account."""
