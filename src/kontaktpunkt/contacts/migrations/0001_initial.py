import django.db.models.deletion
import kontaktpunkt.core.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalogue', '0001_initial'),
        ('core', '0001_initial'),
        ('directory', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('parties', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('caller_name', models.CharField(blank=True, help_text='The person at a company.', max_length=120, verbose_name='who called')),
                ('callback_phone', models.CharField(blank=True, help_text="When it is another number than the party's own. In E.164 form.", max_length=20, verbose_name='call back on')),
                ('channel', models.CharField(choices=[('phone', 'Phone'), ('email', 'E-mail'), ('sms', 'Text message'), ('counter', 'At the counter'), ('web', 'Self-service'), ('letter', 'Letter'), ('chat', 'Chat')], max_length=20, verbose_name='channel')),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField()),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('avoidable', models.CharField(choices=[('no', 'No'), ('chasing', 'Chasing'), ('unclear', 'Unclear letter'), ('wrong_place', 'Wrong place')], default='no', max_length=12, verbose_name='avoidable?')),
                ('municipality', models.ForeignKey(default=kontaktpunkt.core.models.current_municipality_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.municipality')),
                ('party', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='parties.party')),
                ('taken_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['municipality', 'party', '-started_at'], name='contact_by_party'), models.Index(fields=['municipality', '-started_at'], name='contact_by_time'), models.Index(fields=['municipality', 'taken_by', '-started_at'], name='contact_by_agent')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ended_at__gte', models.F('started_at'))), name='contact_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='ContactDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('channel', models.CharField(choices=[('phone', 'Phone'), ('email', 'E-mail'), ('sms', 'Text message'), ('counter', 'At the counter'), ('web', 'Self-service'), ('letter', 'Letter'), ('chat', 'Chat')], max_length=20, verbose_name='channel')),
                ('started_at', models.DateTimeField()),
                ('saved_at', models.DateTimeField()),
                ('dropped_at', models.DateTimeField(null=True)),
                ('typed', models.JSONField(default=dict)),
                ('municipality', models.ForeignKey(default=kontaktpunkt.core.models.current_municipality_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.municipality')),
                ('party', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='parties.party')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contact_drafts', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['started_at', 'pk'],
                'indexes': [models.Index(condition=models.Q(('dropped_at', None)), fields=['municipality', 'staff', 'started_at'], name='contact_draft_live')],
                'constraints': [models.UniqueConstraint(fields=('municipality', 'token'), name='contact_draft_once')],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('text', models.TextField(verbose_name='question')),
                ('outcome', models.CharField(choices=[('settled', 'Settled now'), ('guided', 'Guided to self-service'), ('handed_over', 'Handed over')], max_length=12, verbose_name='outcome')),
                ('promised_on', models.DateField(null=True, verbose_name='answer promised by')),
                ('answer', models.TextField(blank=True, verbose_name='answer')),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_how', models.CharField(blank=True, choices=[('message', 'By message'), ('call', 'By phone'), ('letter', 'By letter'), ('counter', 'At the counter'), ('case', 'With a case'), ('nobody', 'Dealt with; nobody to tell')], max_length=10, verbose_name='answered')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('article', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='catalogue.article')),
                ('assigned_to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='contacts.contact')),
                ('matter_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.mattertype')),
                ('municipality', models.ForeignKey(default=kontaktpunkt.core.models.current_municipality_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.municipality')),
                ('unit', models.ForeignKey(help_text='The unit that owes the answer.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='directory.unit')),
            ],
            options={
                'ordering': ['position'],
                'indexes': [models.Index(condition=models.Q(('answered_at', None), ('outcome', 'handed_over')), fields=['municipality', 'unit', 'promised_on'], name='question_open_by_promise'), models.Index(condition=models.Q(('answered_at', None), ('outcome', 'handed_over')), fields=['municipality', 'promised_on', 'id'], name='question_open_by_day'), models.Index(condition=models.Q(('answered_at__isnull', False)), fields=['municipality', 'unit', 'answered_at'], name='question_answered_by_unit')],
                'constraints': [models.UniqueConstraint(fields=('contact', 'position'), name='question_position_once'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'handed_over'), _negated=True), models.Q(('promised_on__isnull', False), ('unit__isnull', False)), _connector='OR'), name='handover_has_unit_and_promise')],
            },
        ),
        migrations.CreateModel(
            name='HandoverReturn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(help_text='Colleagues read this.', verbose_name='reason')),
                ('returned_at', models.DateTimeField()),
                ('municipality', models.ForeignKey(default=kontaktpunkt.core.models.current_municipality_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.municipality')),
                ('returned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(help_text='The unit that gave it back.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='returns', to='contacts.question')),
            ],
            options={
                'ordering': ['returned_at'],
            },
        ),
        migrations.CreateModel(
            name='AnswerMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('was', models.DateField()),
                ('now', models.DateField(verbose_name='new promised day')),
                ('reason', models.CharField(help_text='The party reads this.', max_length=500, verbose_name='reason')),
                ('moved_at', models.DateTimeField()),
                ('moved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(default=kontaktpunkt.core.models.current_municipality_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.municipality')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moves', to='contacts.question')),
            ],
            options={
                'ordering': ['moved_at'],
            },
        ),
    ]
