from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('queue', '0007_passed_over'),
    ]

    operations = [
        migrations.AddField(
            model_name='run',
            name='worker_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='run',
            name='in_company',
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
