"""Services Svyazka talks to: one folder each, written against `connectors.sdk` alone."""
