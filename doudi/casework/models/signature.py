"""签字: who signed what was found, on the phone or on paper, or why not."""

from django.db import models
from django.db.models import Q

from doudi.casework.models.application import Investigation

SIDES = {"family": "在场的家庭成员", "officer": "调查人员"}


class Signature(models.Model):
    """One side's signature under one investigation: a drawn one kept sealed under its digest, or in words why there is none here."""

    investigation = models.ForeignKey(Investigation, on_delete=models.PROTECT, related_name="signatures", verbose_name="调查")
    side = models.CharField("签字方", max_length=8, choices=list(SIDES.items()))
    name = models.CharField("签字人", max_length=40)
    file = models.CharField("签名图片", max_length=64, blank=True)
    instead = models.TextField("没有电子签名的说明", blank=True)
    region = models.CharField("地区", max_length=12)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["investigation", "side", "name"], name="signed_once_by_each"),
            models.CheckConstraint(condition=Q(file="") ^ Q(instead=""), name="signed_or_said_why_not"),
            models.CheckConstraint(condition=~Q(name=""), name="signature_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()} {self.name}"
