"""Putting the layers together; with ``bot.cli`` the only part that sees them all."""
