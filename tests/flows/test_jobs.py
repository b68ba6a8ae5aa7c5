"""按时运行: what the clock starts, in a county where there is nothing to do yet."""

from datetime import date

from doudi.base.access import acting_as_system
from doudi.base.models import AuditSeal
from doudi.benefits.models import PayRun
from doudi.flows.jobs import JOBS, run_due_jobs
from tests.databases import Clone

MONDAY, SUNDAY = date(2026, 10, 12), date(2026, 10, 18)


def test_a_county_that_owes_nobody_anything_has_its_day(fresh_database: Clone) -> None:
    brought = run_due_jobs(on=MONDAY, region="370703")
    assert list(brought) == [job.title for job in JOBS] and brought["发放"].run is None and brought["发放"].once == ()
    with acting_as_system():
        assert not PayRun.objects.exists()
        assert AuditSeal.objects.count() == brought["审计封存"]


def test_nothing_is_paid_out_on_a_day_off(fresh_database: Clone) -> None:
    assert "发放" not in run_due_jobs(on=SUNDAY, region="370703")
