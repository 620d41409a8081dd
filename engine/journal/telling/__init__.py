"""What is written of a run: its story, what of it may be kept, what it is found and counted by."""
