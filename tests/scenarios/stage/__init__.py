"""The language in which scenarios are written, and the stages on which they play."""

from tests.scenarios.stage.host import Network
from tests.scenarios.stage.person import Person

__all__ = ["Network", "Person"]
