"""`sql:FILE`: a backup made by mysqldump, mariadb-dump or phpMyAdmin, plain or gzipped.

`window` and `statements` cut the stream into rows; `source` loads the few tables and columns we read into a private
anonymous file. Invariants: memory stays flat, bodies of hidden entries are never written, nothing remains.
"""
