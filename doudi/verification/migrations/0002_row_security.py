"""行级权限: who sees which deliveries, waiting rows and lists, held by the database; answers stay as they were given."""

from django.db import migrations

from doudi.base import rls

MINE = "(select nullif(current_setting('doudi.region', true), ''))"
# A list is the county's and names nobody itself: its townships, who ask for it, see it too.
SHARED = f"(starts_with(region, {MINE}) OR starts_with({MINE}, region))"


class Migration(migrations.Migration):
    """Rows by region."""

    dependencies = [("verification", "0001_initial"), ("base", "0002_ground_rules")]

    operations = [
        *[
            rls.scoped(f"verification_{table}")
            for table in ("delivery", "refusedfile", "quarantinedrow", "waitingrow", "waitingcandidate", "requestedperson", "answer")
        ],
        rls.scoped("verification_request", using=SHARED),
        rls.append_only("verification_delivery"),
        rls.append_only("verification_answer"),
        rls.append_only("verification_requestedperson"),
    ]
