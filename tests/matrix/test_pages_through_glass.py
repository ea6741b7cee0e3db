"""Through broken glass the pages show that one case as the API does; none of its forms is there, and none is taken."""

import pytest

from tests.matrix.form_table import IN_A_CASE
from tests.matrix.page_table import SEEN
from tests.matrix.stored import stored
from tests.matrix.test_glass import NOBODYS, broken
from tests.matrix.test_page_forms import address, filled, places_of
from tests.matrix.visits import address as address_of
from tests.matrix.visits import names, see, send
from tests.matrix.world import World
from workflows.roles import Role

PAGES = [path for path in SEEN if "case_id" in names(path) and path != "/sager/{case_id}/hvem"]
ONE_EACH = {role: case for role, case in reversed(NOBODYS) if case.startswith(("authority", "coordinator"))}


@pytest.mark.parametrize(("role", "case"), ONE_EACH.items())
def test_pages_are_read_through_broken_glass_and_no_form_is_there(place: World, role: Role, case: str) -> None:
    caller, words = place.callers[role], place.words
    pages = [path for path in PAGES if {*names(path)} <= {*place.places[case]}]
    assert len(pages) > 8
    for path in pages:
        assert see(caller, address_of(place, path, case)).status_code == 404, path
    with place.undone.within():
        assert broken(place, role, case).status_code == 201
        for path in pages:
            answer = see(caller, address_of(place, path, case))
            assert answer.status_code == 200, path
            assert {field.place for field in words.found_in(answer.text)} <= {case}, path
        before = stored(place)
        for name in IN_A_CASE:
            if case in places_of(place, name):
                assert see(caller, address(place, name, case)).status_code in (403, 404), name
                values = filled(place, IN_A_CASE[name].values, case)
                assert send(caller, address(place, name, case), values).status_code in (403, 404), name
        assert stored(place) == before
