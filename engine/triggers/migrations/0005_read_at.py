from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('triggers', '0004_once'),
    ]

    operations = [
        migrations.AddField(
            model_name='source',
            name='read_at',
            field=models.DateTimeField(null=True),
        ),
    ]
