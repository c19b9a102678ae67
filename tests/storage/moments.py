"""Moments that tests speak of."""

from datetime import UTC, datetime, timedelta

NOW = datetime(2026, 10, 5, 16, 0, 0, 123456, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))
