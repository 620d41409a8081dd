"""The machine that works the queue off: claim, execute, record, recover.

Promises: a run is worked on by one lease at a time; a step that succeeded is not run again; a
finished run leaves the queue in the commit that writes the journal; a repeat is always marked.
"""
