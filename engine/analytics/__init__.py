"""What the integrations moved: counted by days of the workspace's zone, kept for 13 months.

Owns day and month sums, folded from the journal's quarters of an hour, and the answers made of
them. Promises: an answer is the folded days and the quarters not folded yet, in one snapshot, so
nothing is missing and nothing counted twice; whoever writes into a quarter that was folded has its
day folded anew; the journal itself is never read. A workspace that changes its zone gets the days
whose quarters are kept (65 of them) anew, older days stay those of the former zone.
"""
