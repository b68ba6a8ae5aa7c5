"""监管: what the house keeps about its own days."""

from django.db import models


class DayRecord(models.Model):
    """One finished day of one place: that it was finished, and the numbers it ended with.

    A row stands here only when every step of the day has been committed, so a run that died is taken up at the first day without one.
    """

    region = models.CharField("地区", max_length=12)
    on = models.DateField("日期")
    counts = models.JSONField("当日数字", default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "on"], name="one_record_a_day")]
        ordering = ["on"]
