import django.db.models.deletion
import kontaktpunkt.core.models
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('email', 'E-mail'), ('sms', 'Text message')], max_length=10)),
                ('recipient', models.CharField(max_length=254)),
                ('addressee', models.UUIDField(help_text='Pseudonymous key of the party it is for, when it is for one.', null=True)),
                ('subject', models.CharField(blank=True, max_length=200)),
                ('body', models.TextField()),
                ('purpose', models.CharField(help_text='What it is about; the same purpose is sent once.', max_length=80)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sent', 'Sent'), ('failed', 'Given up')], default='waiting', max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_try_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('last_error', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField()),
                ('municipality', models.ForeignKey(default=kontaktpunkt.core.models.current_municipality_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.municipality')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['municipality', 'next_try_at'], name='message_waiting'), models.Index(fields=['municipality', '-created_at'], name='message_by_time'), models.Index(condition=models.Q(('addressee__isnull', False)), fields=['municipality', 'addressee', '-created_at'], name='message_by_addressee')],
                'constraints': [models.UniqueConstraint(fields=('municipality', 'purpose'), name='message_once')],
            },
        ),
    ]
