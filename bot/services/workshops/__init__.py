"""Workshops: made and changed by hosts, answered by those who come, read by everybody."""
