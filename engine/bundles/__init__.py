"""Bundles: what the user built, its drafts, its published versions, and its life.

Owns Bundle, BundleVersion, Group and which connections a bundle uses. Promises: a published version
never changes; a stale draft is refused, not overwritten; every move of status leaves a system row.
"""
