"""How rows are found: filters, pages of any depth, search by key and by text, counts."""
