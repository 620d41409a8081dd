"""Manners of the HTTP surface: problems, strict parsing, paging, words, the look of the schema.

Promises: whatever goes wrong is answered as RFC 9457 problem+json with a stable code, in the
reader's language; nothing sent is silently ignored. Knows no model and no other room's nouns.
"""
