"""两处同时上传: the same photograph from two phones is one paper; the last use let go and a new one kept at the same time leave the picture there."""

from doudi.base import access, files
from doudi.base.models import KeptFile
from doudi.casework.actions import attach
from doudi.casework.models import Attachment
from tests import uploads
from tests.casework.story import ON, a_poor_family, applied, staff
from tests.databases import Clone
from tests.races import at_once


def test_two_phones_send_the_same_photograph(fresh_database: Clone, officer_of) -> None:
    with access.acting_as_system():
        people = staff(officer_of)
        application = applied(a_poor_family(), people)

    def sending(officer):
        return officer, lambda: attach(content=uploads.jpeg(), kind="other", application_id=application.pk, officer=officer, on=ON)

    assert at_once(sending(people.clerk), sending(people.second)) == ["done", "done"]
    with access.acting_as_system():
        assert Attachment.objects.count() == 1 and KeptFile.objects.get().uses == 1


def test_let_go_and_kept_again_at_once_it_is_there(fresh_database: Clone, officer_of) -> None:
    """Whoever keeps it waits for the last use to go, and then writes the bytes anew."""
    with access.acting_as_system():
        people = staff(officer_of)
        name = files.keep(b"a picture")
    assert at_once((people.clerk, lambda: files.let_go(name)), (people.second, lambda: files.keep(b"a picture"))) == ["done", "done"]
    with access.acting_as_system():
        assert KeptFile.objects.get(name=name).uses == 1 and files.read(name) == b"a picture"
        files.let_go(name)
    with access.acting_as_system():
        assert not KeptFile.objects.exists() and files.erase_unused() == 0
