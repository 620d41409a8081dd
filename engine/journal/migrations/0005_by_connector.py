from django.db import migrations, models


class Migration(migrations.Migration):
    """Which connections a service had is found in a few steps."""

    dependencies = [
        ('journal', '0004_by_connection'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='use',
            index=models.Index(fields=['workspace_id', 'connector', 'connection_id'], name='use_by_connector'),
        ),
    ]
