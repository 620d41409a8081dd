import django.contrib.postgres.fields
from django.db import migrations, models

from engine.journal.models import no_durations
from engine.journal.partitions import Partition, make, partitions

CATEGORY = """
CASE WHEN kind = 'system' OR mode = 'alert' THEN 'system' WHEN status = 'failed' THEN 'failed'
     WHEN kind = 'run' THEN status ELSE kind END
"""
# What older rows are searched by: all their text, and the key that says "compare the text".
FILL = """
INSERT INTO journal_words (finished_at, entry_id, workspace_id, words)
SELECT finished_at, id, workspace_id, lower(details) FROM journal_entry WHERE kind = 'run';
INSERT INTO journal_key (key, finished_at, entry_id)
SELECT ('x' || left(encode(sha256(convert_to(workspace_id || ':*', 'UTF8')), 'hex'), 16))::bit(64)::bigint,
    finished_at, id FROM journal_entry WHERE kind = 'run';
"""


def make_same_partitions(apps, schema_editor):
    """The new tables hold what the journal holds."""
    for part in partitions(schema_editor.connection):
        for table in ('journal_key', 'journal_words'):
            make(Partition(table, part.week), schema_editor.connection)


class Migration(migrations.Migration):
    """Rows are listed by category, found by keys and words, and counted by quarters of an hour."""

    dependencies = [
        ('journal', '0002_resends'),
    ]

    operations = [
        migrations.AddField('entry', 'category', models.CharField(max_length=16, editable=False)),
        migrations.RunSQL(
            f"""
            ALTER TABLE journal_entry
                ADD COLUMN category varchar(16) GENERATED ALWAYS AS ({CATEGORY}) STORED;
            DROP INDEX journal_newest;
            DROP INDEX journal_by_bundle;
            DROP INDEX journal_errors;
            CREATE INDEX journal_by_workspace
                ON journal_entry (workspace_id, category, finished_at DESC, id DESC);
            CREATE INDEX journal_by_bundle
                ON journal_entry (bundle_id, category, finished_at DESC, id DESC);
            CREATE INDEX journal_by_connection
                ON journal_entry (connection_id, finished_at DESC, id DESC)
                WHERE connection_id IS NOT NULL;
            CREATE INDEX journal_by_mode
                ON journal_entry (workspace_id, mode, finished_at DESC, id DESC)
                WHERE mode NOT IN ('live', '', 'alert');
            CREATE TABLE journal_key (
                key bigint NOT NULL, finished_at timestamptz NOT NULL, entry_id uuid NOT NULL
            ) PARTITION BY RANGE (finished_at);
            CREATE INDEX journal_key_newest
                ON journal_key (key, finished_at DESC, entry_id DESC);
            CREATE TABLE journal_words (
                finished_at timestamptz NOT NULL, entry_id uuid NOT NULL,
                workspace_id uuid NOT NULL, words text NOT NULL
            ) PARTITION BY RANGE (finished_at);
            CREATE INDEX journal_words_newest
                ON journal_words (workspace_id, finished_at DESC, entry_id DESC);
            """,
            """
            DROP TABLE journal_key, journal_words;
            DROP INDEX journal_by_workspace, journal_by_bundle, journal_by_connection,
                journal_by_mode;
            ALTER TABLE journal_entry DROP COLUMN category;
            CREATE INDEX journal_newest ON journal_entry (workspace_id, finished_at DESC, id DESC);
            CREATE INDEX journal_by_bundle ON journal_entry (bundle_id, finished_at DESC, id DESC);
            CREATE INDEX journal_errors ON journal_entry (workspace_id, finished_at DESC, id DESC)
                WHERE status = 'failed';
            """,
        ),
        migrations.RunPython(make_same_partitions, migrations.RunPython.noop),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.CreateModel(
            name='Key',
            fields=[
                ('key', models.BigIntegerField()),
                ('finished_at', models.DateTimeField()),
                ('entry_id', models.UUIDField()),
                ('pk', models.CompositePrimaryKey('key', 'finished_at', 'entry_id', blank=True, editable=False, primary_key=True, serialize=False)),
            ],
            options={'db_table': 'journal_key', 'managed': False},
        ),
        migrations.CreateModel(
            name='Words',
            fields=[
                ('finished_at', models.DateTimeField()),
                ('entry_id', models.UUIDField()),
                ('workspace_id', models.UUIDField()),
                ('words', models.TextField()),
                ('pk', models.CompositePrimaryKey('entry_id', 'finished_at', blank=True, editable=False, primary_key=True, serialize=False)),
            ],
            options={'db_table': 'journal_words', 'managed': False},
        ),
        migrations.RemoveIndex('rollup', 'rollup_by_workspace'),
        migrations.RenameField('rollup', 'hour', 'slot'),
        migrations.AddField('rollup', 'cancelled', models.BigIntegerField(default=0)),
        migrations.AddField('rollup', 'polls_empty', models.BigIntegerField(default=0)),
        migrations.AddField('rollup', 'bytes_empty', models.BigIntegerField(default=0)),
        migrations.AddField('rollup', 'durations', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=no_durations, size=None)),
        migrations.AddIndex('rollup', models.Index(fields=['workspace_id', 'slot'], name='rollup_by_workspace')),
        migrations.CreateModel(
            name='Use',
            fields=[
                ('slot', models.DateTimeField()),
                ('bundle_id', models.UUIDField()),
                ('connector', models.CharField(blank=True, max_length=64)),
                ('connection_id', models.UUIDField()),
                ('workspace_id', models.UUIDField()),
                ('transactions', models.BigIntegerField(default=0)),
                ('errors', models.BigIntegerField(default=0)),
                ('bytes_in', models.BigIntegerField(default=0)),
                ('bytes_out', models.BigIntegerField(default=0)),
                ('polls_empty', models.BigIntegerField(default=0)),
                ('bytes_empty', models.BigIntegerField(default=0)),
                ('pk', models.CompositePrimaryKey('bundle_id', 'slot', 'connector', 'connection_id', blank=True, editable=False, primary_key=True, serialize=False)),
            ],
            options={'indexes': [models.Index(fields=['workspace_id', 'slot'], name='use_by_workspace')]},
        ),
    ]
