"""Work on many things at once that people ask for and watch, such as resending what failed.

Owns Job and its Results. Promises: what a job is about is frozen when it is asked for; one attempt
at an event is on its way at a time, whoever asks (a constraint of the queue decides); a step that
succeeded is not done again unless asked to; every row has a result, a skipped one its reason.
"""
