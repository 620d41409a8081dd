"""What happened, readable by users: one row per run, plus system rows.

Owns Entry (append only, partitioned by week) and Rollup (hour and bundle, kept 13 months).
Promises: nothing older than two months is ever seen, and is dropped by whole partitions.
"""
