"""申请书: what a family said of itself when it applied, as it stood on the form it signed; never rewritten."""

from django.db import models

from doudi.casework.models.application import Application


class ApplicationForm(models.Model):
    """The form as it was filed: the living members as they were registered that day, and what they declared that is not nothing.

    `contents` is {"members": [{"person", "name", "relation", "sex", "born_on", "id_number" (masked)}], "facts": [{"person", "name", "amount", "word"}]}:
    what a visit or a correction finds later changes the facts, never the form.
    """

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="form", verbose_name="申请")
    contents = models.JSONField("内容")
    region = models.CharField("地区", max_length=12)

    def __str__(self) -> str:
        return self.application.number
