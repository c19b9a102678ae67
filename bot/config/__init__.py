"""Settings: explicit arguments, then the environment, then config.toml, then defaults."""

from bot.config.load import ConfigError, load_settings
from bot.config.settings import CommunityMode, Settings

__all__ = ["CommunityMode", "ConfigError", "Settings", "load_settings"]
