from django.db import migrations


class Migration(migrations.Migration):
    """Leave it to the source of a bundle to know from when on it looks."""

    dependencies = [
        ('bundles', '0004_confidential'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='bundle',
            name='start_from',
        ),
    ]
