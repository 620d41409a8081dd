from django.db import migrations


class Migration(migrations.Migration):
    """Hand the table of seen events over to the room of the queue; it is renamed, not copied."""

    dependencies = [
        ('intake', '0001_initial'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.AlterModelTable(name='SeenEvent', table='queue_seenevent'),
            ],
            state_operations=[
                migrations.DeleteModel(name='SeenEvent'),
            ],
        ),
    ]
