from django.db import migrations, models


class Migration(migrations.Migration):
    """Link a run to the row it was resent from; a constant default rewrites no partition."""

    dependencies = [
        ('journal', '0001_initial'),
    ]

    operations = [
        migrations.AddField('entry', 'resend_of', models.UUIDField(null=True)),
        migrations.AddField('entry', 'attempt', models.SmallIntegerField(default=1)),
        migrations.RunSQL(
            """
            ALTER TABLE journal_entry
                ADD COLUMN resend_of uuid, ADD COLUMN attempt smallint NOT NULL DEFAULT 1;
            CREATE INDEX journal_attempts ON journal_entry (resend_of, attempt)
                WHERE resend_of IS NOT NULL;
            """,
            """
            DROP INDEX journal_attempts;
            ALTER TABLE journal_entry DROP COLUMN resend_of, DROP COLUMN attempt;
            """,
        ),
    ]
