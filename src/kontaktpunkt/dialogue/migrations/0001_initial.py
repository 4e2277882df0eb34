import django.db.models.deletion
import kontaktpunkt.core.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0001_initial'),
        ('core', '0001_initial'),
        ('directory', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('trigger', models.CharField(choices=[('intended_refusal', 'A refusal is intended'), ('complaint', 'A complaint came in'), ('choice', 'To talk it over')], max_length=20)),
                ('state', models.CharField(choices=[('open', 'Open'), ('finished', 'Finished'), ('given_up', 'Given up')], default='open', max_length=10)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('minutes', models.PositiveSmallIntegerField(null=True, verbose_name='minutes talked')),
                ('typed', models.JSONField(default=dict, help_text='What the caller has typed so far, as typed.')),
                ('steps_done', models.JSONField(default=list, help_text='Keys of the guide steps ticked.')),
                ('consent', models.BooleanField(default=False, verbose_name='the party agreed to talk now')),
                ('what_matters', models.TextField(blank=True, verbose_name='what matters to the party')),
                ('alternatives', models.TextField(blank=True, verbose_name='alternatives explored')),
                ('note_draft', models.TextField(blank=True, help_text='The note as edited before the call is finished.')),
                ('saved_from', models.UUIDField(null=True)),
                ('saved_at', models.DateTimeField(null=True)),
                ('caller', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='cases.case')),
                ('municipality', models.ForeignKey(default=kontaktpunkt.core.models.current_municipality_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.municipality')),
                ('note', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='call', to='cases.note')),
                ('precondition', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='call', to='cases.precondition')),
                ('saved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['started_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'finished'), _negated=True), models.Q(('ended_at__isnull', False), ('note__isnull', False)), _connector='OR'), name='finished_call_has_note'), models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('case',), name='one_call_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=500, verbose_name='what was agreed')),
                ('who', models.CharField(choices=[('party', 'The party'), ('municipality', 'The municipality')], max_length=12, verbose_name='who does it')),
                ('by', models.DateField(verbose_name='by')),
                ('kept_at', models.DateTimeField(help_text='When the municipality kept it.', null=True)),
                ('awaited', models.OneToOneField(help_text='What the party now is asked to send.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='agreement', to='cases.awaited')),
                ('municipality', models.ForeignKey(default=kontaktpunkt.core.models.current_municipality_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.municipality')),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agreements', to='dialogue.call')),
            ],
            options={
                'ordering': ['by', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='CallAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tried_at', models.DateTimeField()),
                ('reached', models.BooleanField()),
                ('try_again_at', models.DateTimeField(blank=True, null=True, verbose_name='try again')),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attempts', to='dialogue.call')),
                ('municipality', models.ForeignKey(default=kontaktpunkt.core.models.current_municipality_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.municipality')),
            ],
            options={
                'ordering': ['tried_at'],
            },
        ),
        migrations.CreateModel(
            name='CallFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('standing', models.CharField(choices=[('confirmed', 'Confirmed'), ('corrected', 'Corrected'), ('new', 'New')], max_length=10)),
                ('text', models.CharField(max_length=500, verbose_name='fact')),
                ('weighs_against', models.BooleanField(default=False, verbose_name='weighs against the party')),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='facts', to='dialogue.call')),
                ('hearing', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cases.hearing')),
                ('municipality', models.ForeignKey(default=kontaktpunkt.core.models.current_municipality_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.municipality')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='GuideStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('phase', models.CharField(choices=[('introduce', 'Introduce'), ('explore', 'Listen, summarise, explore'), ('agree', 'Agree and thank')], max_length=10, verbose_name='phase')),
                ('kind', models.CharField(choices=[('step', 'To do'), ('phrase', 'Phrase')], max_length=10, verbose_name='kind')),
                ('text', models.CharField(max_length=300, verbose_name='text')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('is_active', models.BooleanField(default=True, help_text='What was ticked in a call keeps its words.', verbose_name='in use')),
                ('municipality', models.ForeignKey(default=kontaktpunkt.core.models.current_municipality_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.municipality')),
                ('unit', models.ForeignKey(blank=True, help_text='Empty when every unit uses it.', null=True, on_delete=django.db.models.deletion.CASCADE, to='directory.unit')),
            ],
            options={
                'ordering': ['position', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('municipality', 'unit', 'phase', 'kind', 'position'), name='guide_position_once', nulls_distinct=False)],
            },
        ),
    ]
