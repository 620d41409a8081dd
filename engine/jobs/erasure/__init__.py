"""Everything that is kept of a person goes, by e-mail, phone or id; or all data of one bundle.

Promises: what was accepted before it was asked for and names the person is gone at the end, in
every place that `rest` and `finding` list; what comes later is new and stays. Rows stay with what
they did and how they ended, so that sums and proofs hold. The job keeps the subjects sealed while
it needs them, and nothing of them afterwards.
"""
