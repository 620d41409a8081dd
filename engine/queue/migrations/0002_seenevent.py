from django.db import migrations, models


class Migration(migrations.Migration):
    """Take over the table of seen events, rows, indexes and all, from the room of intake."""

    dependencies = [
        ('queue', '0001_initial'),
        ('intake', '0002_seen_events_move'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='SeenEvent',
                    fields=[
                        ('id', models.BigAutoField(primary_key=True, serialize=False)),
                        ('bundle_id', models.UUIDField()),
                        ('key', models.BinaryField(max_length=32)),
                        ('seen_at', models.DateTimeField()),
                    ],
                    options={
                        'indexes': [models.Index(fields=['seen_at'], name='seen_by_age')],
                        'constraints': [models.UniqueConstraint(fields=('bundle_id', 'key'), name='seen_once')],
                    },
                ),
            ],
        ),
    ]
