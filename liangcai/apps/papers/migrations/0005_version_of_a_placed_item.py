from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def as_the_items_are(apps, schema_editor):
    """Papers assembled so far printed the newest version; that is what they are taken to hold."""
    place, item = apps.get_model("papers", "PaperItem"), apps.get_model("item_bank", "Item")
    place.objects.update(item_version=Subquery(item.objects.filter(pk=OuterRef("item")).values("version")[:1]))


class Migration(migrations.Migration):
    dependencies = [("papers", "0004_presets_variants_orders")]
    operations = [
        migrations.AddField("paperitem", "item_version", models.PositiveSmallIntegerField("试题版次", default=1)),
        migrations.RunPython(as_the_items_are, migrations.RunPython.noop),
    ]
