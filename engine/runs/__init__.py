"""The queue of unfinished runs and the machine that works it off.

Owns Run, Checkpoint and Memory. Promises: a run is worked on by one lease at a time; a step that
succeeded is not run again; a finished run leaves the queue in the commit that writes the journal.
"""
