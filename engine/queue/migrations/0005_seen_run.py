from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('queue', '0004_resends'),
    ]

    operations = [
        migrations.AddField(
            model_name='seenevent',
            name='run_id',
            field=models.UUIDField(null=True),
        ),
    ]
