"""/workshops: made, answered, looked up, managed."""
