"""What happened, readable by users: one row per run, plus system rows.

Owns Entry (append only, partitioned by week), what its rows are found by (Key, Words), and the sums
by quarters of an hour (Rollup by bundle, Use by connection). `telling` draws all of these from a
run, `finding` leads back to its row.
Promises: what a workspace hides is in none of them; nothing older than two months is ever seen,
and is dropped by whole partitions.
"""
