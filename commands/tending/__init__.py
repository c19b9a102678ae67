"""/topics beyond the directory: proposing, looking after, renaming, merging, archiving."""
