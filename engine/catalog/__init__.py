"""The connectors that are installed, found by looking into the folders of `connectors`.

Owns no table. Promises: adding a connector touches no file of the engine; importing this room
imports no connector; a person reads about a service in their own language, or else in English.
"""
