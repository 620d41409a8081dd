from django.db import migrations


class Migration(migrations.Migration):
    """What failed through a busy connection is found as quickly as all that came through it."""

    dependencies = [
        ('journal', '0003_found_and_counted'),
    ]

    operations = [
        migrations.RunSQL(
            """
            DROP INDEX journal_by_connection;
            CREATE INDEX journal_by_connection
                ON journal_entry (connection_id, category, finished_at DESC, id DESC)
                WHERE connection_id IS NOT NULL;
            """,
            """
            DROP INDEX journal_by_connection;
            CREATE INDEX journal_by_connection
                ON journal_entry (connection_id, finished_at DESC, id DESC)
                WHERE connection_id IS NOT NULL;
            """,
        ),
    ]
