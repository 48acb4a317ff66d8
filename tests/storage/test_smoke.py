import pytest
from storage import people
@pytest.mark.parametrize("i", range(10))
async def test_x(db, i):
    assert await db.read(people.all_units) == ()
