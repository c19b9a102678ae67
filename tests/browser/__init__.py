import pytest

# Its assertions are then as readable as a test's own.
pytest.register_assert_rewrite("tests.browser.visitor")
