"""/announcements: what is posted at a day and time."""
