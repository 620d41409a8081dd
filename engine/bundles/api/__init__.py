"""The HTTP surface of bundles, versions, groups and the language definitions are written in."""
