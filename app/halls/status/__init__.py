"""进度查询 where an application stands, read with its look-up code and without an account."""
