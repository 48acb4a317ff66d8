"""Expecting a refusal by its key."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from domain.errors import DomainError


@contextmanager
def refused(key: str, **params: object) -> Iterator[None]:
    """The block raises a DomainError with this key and, when given, these params."""
    with pytest.raises(DomainError) as caught:
        yield
    assert caught.value.key == key
    if params:
        assert caught.value.params == params
