"""What is kept of other people's data: masked fields, confidential bundles, erasing a person.

Owns no table. Promises: who changed what is masked, who made a bundle confidential, and who had
what erased stands in the journal; the values themselves stand nowhere. The erasing itself is a job
(`engine.jobs.erasure`), the masking is the journal's (`engine.journal.telling.masking`).
"""
