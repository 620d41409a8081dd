from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('queue', '0006_let_through'),
    ]

    operations = [
        migrations.AddField(
            model_name='seenevent',
            name='is_passed_over',
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
