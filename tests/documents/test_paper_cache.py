"""Finished documents are kept, but never more than there is room for."""

from documents.paper_cache import PaperCache


def test_what_was_used_longest_ago_is_given_up_first() -> None:
    cache = PaperCache(largest=10)
    cache.put("a", b"12345")
    cache.put("b", b"12345")
    assert cache.get("a") == b"12345"
    cache.put("c", b"123")
    assert (cache.get("a"), cache.get("b"), cache.get("c"), cache.size) == (b"12345", None, b"123", 8)


def test_a_newer_file_takes_the_place_of_the_older_and_a_huge_one_is_not_kept() -> None:
    cache = PaperCache(largest=10)
    cache.put("a", b"12345")
    cache.put("a", b"1")
    assert (cache.get("a"), cache.size) == (b"1", 1)
    cache.put("b", b"x" * 11)
    assert (cache.get("b"), cache.size) == (None, 0)
