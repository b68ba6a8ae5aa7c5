"""迁移、分户、并户: where a family, or a part of it, went, and what became of its help."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from doudi.casework.models.change import Change

KINDS = {"move": "迁移", "split": "分户", "merge": "并户"}


class Move(models.Model):
    """A family or a part of it that left one household for another; the old one keeps its papers, and learns nothing new.

    Within a county a whole family's help goes with it by a decision (`change`); across counties the old county pays until its own decision ends it.
    """

    household = models.ForeignKey("registry.Household", on_delete=models.PROTECT, related_name="+", verbose_name="原家庭")
    to_household = models.ForeignKey("registry.Household", on_delete=models.PROTECT, related_name="+", verbose_name="新家庭")
    kind = models.CharField("方式", max_length=6, choices=list(KINDS.items()))
    region = models.CharField("地区", max_length=12)
    to_region = models.CharField("迁入地区", max_length=12)
    words = models.TextField("情况")
    people = models.SmallIntegerField("人数")
    change = models.OneToOneField(Change, on_delete=models.PROTECT, related_name="move", null=True, verbose_name="变更")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="登记人")
    on = models.DateField("日期")

    class Meta:
        ordering = ["on", "id"]
        indexes = [models.Index(fields=["household"], name="moves_of_household"), models.Index(fields=["to_household"], name="moves_to_household")]
        constraints = [models.CheckConstraint(condition=~Q(words="") & Q(kind__in=list(KINDS), people__gt=0), name="move_has_people_and_words")]
