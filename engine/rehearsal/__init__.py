"""Trying a bundle out while it is built: samples, preview, rehearsal, the test of one step.

Owns the values that a person builds with. Promises: whatever is shown was worked out by the very
code of a run; a preview and a rehearsal write nothing and let nothing leave the process; the test
of a step makes one real call and says so in the journal. Refuses: secrets among the samples.
"""
