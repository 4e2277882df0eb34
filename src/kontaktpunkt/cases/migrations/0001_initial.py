import django.db.models.deletion
import kontaktpunkt.core.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalogue', '0001_initial'),
        ('contacts', '0001_initial'),
        ('core', '0001_initial'),
        ('directory', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('parties', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('number', models.CharField(max_length=20, verbose_name='number')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('status', models.CharField(choices=[('received', 'Received'), ('in_progress', 'Being looked at'), ('decided', 'Decided'), ('closed', 'Closed without a decision')], default='received', max_length=12, verbose_name='status')),
                ('started_by_party', models.BooleanField(default=True, help_text='Not when the municipality itself began the case.', verbose_name='the party asked for it')),
                ('received_on', models.DateField(verbose_name='received')),
                ('promised_on', models.DateField(verbose_name='promised decision')),
                ('intended_outcome', models.CharField(blank=True, choices=[('granted', 'Granted'), ('partly', 'Partly granted'), ('refused', 'Refused'), ('intervention', 'Order or prohibition')], max_length=12, verbose_name='intended outcome')),
                ('decided_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(help_text='Without a decision.', null=True)),
                ('closing_reason', models.TextField(blank=True, help_text='The party reads this.', verbose_name='why it was closed')),
                ('changed_at', models.DateTimeField(null=True)),
                ('caseworker', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to=settings.AUTH_USER_MODEL)),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('matter_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='catalogue.mattertype')),
                ('municipality', models.ForeignKey(default=kontaktpunkt.core.models.current_municipality_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.municipality')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='parties.party')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='directory.unit')),
            ],
            options={
                'verbose_name': 'case',
                'indexes': [models.Index(condition=models.Q(('status__in', ['received', 'in_progress'])), fields=['municipality', 'unit', 'promised_on'], name='case_open_by_promise'), models.Index(fields=['municipality', 'party', '-received_on'], name='case_by_party'), models.Index(fields=['municipality', 'decided_at'], name='case_by_decision')],
                'constraints': [models.UniqueConstraint(fields=('municipality', 'number'), name='case_number_once')],
            },
        ),
        migrations.CreateModel(
            name='Awaited',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=500, verbose_name='what we wait for')),
                ('by', models.DateField(verbose_name='by')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('arrived', 'It has come'), ('dropped', 'No longer needed')], default='waiting', max_length=10)),
                ('answer', models.TextField(blank=True, verbose_name='what came')),
                ('asked_at', models.DateTimeField()),
                ('reminded_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('municipality', models.ForeignKey(default=kontaktpunkt.core.models.current_municipality_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.municipality')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='awaited', to='cases.case')),
            ],
            options={
                'ordering': ['by', 'pk'],
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['case'], name='awaited_waiting')],
            },
        ),
        migrations.CreateModel(
            name='CaseNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('last', models.PositiveIntegerField(default=0)),
                ('municipality', models.ForeignKey(default=kontaktpunkt.core.models.current_municipality_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.municipality')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('municipality', 'year'), name='case_numbers_a_year')],
            },
        ),
        migrations.CreateModel(
            name='CaseOrigin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='origins', to='cases.case')),
                ('municipality', models.ForeignKey(default=kontaktpunkt.core.models.current_municipality_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.municipality')),
                ('question', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacts.question')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Complaint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('service', 'About how it was handled'), ('appeal', 'About the decision')], max_length=10, verbose_name='kind')),
                ('text', models.TextField(verbose_name='complaint')),
                ('received_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='complaints', to='cases.case')),
                ('municipality', models.ForeignKey(default=kontaktpunkt.core.models.current_municipality_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.municipality')),
            ],
            options={
                'indexes': [models.Index(fields=['municipality', 'received_at'], name='complaint_by_time')],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('granted', 'Granted'), ('partly', 'Partly granted'), ('refused', 'Refused'), ('intervention', 'Order or prohibition')], max_length=12, verbose_name='outcome')),
                ('rules_applied', models.TextField(blank=True, verbose_name='rules applied')),
                ('reasons', models.TextField(blank=True, verbose_name='reasons')),
                ('appeal_guidance', models.TextField(blank=True, verbose_name='appeal guidance')),
                ('decided_at', models.DateTimeField()),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='cases.case')),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(default=kontaktpunkt.core.models.current_municipality_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.municipality')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome', 'granted'), models.Q(models.Q(('reasons', ''), _negated=True), models.Q(('appeal_guidance', ''), _negated=True)), _connector='OR'), name='adverse_decision_has_reasons_and_guidance')],
            },
        ),
        migrations.CreateModel(
            name='DecisionDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rules_applied', models.TextField(blank=True, verbose_name='rules applied')),
                ('reasons', models.TextField(blank=True, verbose_name='reasons')),
                ('appeal_guidance', models.TextField(blank=True, verbose_name='appeal guidance')),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='draft', to='cases.case')),
                ('municipality', models.ForeignKey(default=kontaktpunkt.core.models.current_municipality_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.municipality')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DecisionRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_on', models.DateField(verbose_name='asked')),
                ('answer_by', models.DateField(verbose_name='decide or decline by')),
                ('declined_at', models.DateTimeField(null=True)),
                ('reasons', models.TextField(blank=True, verbose_name='reasons')),
                ('appeal_guidance', models.TextField(blank=True, verbose_name='appeal guidance')),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision_request', to='cases.case')),
                ('municipality', models.ForeignKey(default=kontaktpunkt.core.models.current_municipality_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.municipality')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('declined_at', None), models.Q(models.Q(('reasons', ''), _negated=True), models.Q(('appeal_guidance', ''), _negated=True)), _connector='OR'), name='declined_request_has_reasons_and_guidance')],
            },
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(blank=True, max_length=200, verbose_name='what it is')),
                ('file_name', models.CharField(max_length=130, verbose_name='file name')),
                ('content_type', models.CharField(max_length=100)),
                ('size', models.PositiveBigIntegerField(help_text='In bytes.')),
                ('sha256', models.CharField(max_length=64)),
                ('stored_as', models.CharField(max_length=32)),
                ('received_at', models.DateTimeField()),
                ('shared_at', models.DateTimeField(null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='cases.case')),
                ('municipality', models.ForeignKey(default=kontaktpunkt.core.models.current_municipality_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.municipality')),
                ('sent_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'document',
                'ordering': ['received_at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('case', 'sha256'), name='file_once_a_case'), models.UniqueConstraint(fields=('municipality', 'stored_as'), name='stored_file_has_one_document'), models.CheckConstraint(condition=models.Q(('sent_by__isnull', False), ('shared_at__isnull', False), _connector='OR'), name='party_sees_what_it_sent'), models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='document_is_not_empty')],
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='note')),
                ('written_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='cases.case')),
                ('municipality', models.ForeignKey(default=kontaktpunkt.core.models.current_municipality_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.municipality')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['written_at'],
            },
        ),
        migrations.CreateModel(
            name='Precondition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('call', 'Call before refusing'), ('hearing', 'Hearing of the party')], max_length=10)),
                ('state', models.CharField(choices=[('open', 'Owed'), ('settled', 'Settled'), ('waived', 'Waived with a reason'), ('lapsed', 'No longer needed')], default='open', max_length=10)),
                ('waiver_reason', models.TextField(blank=True, verbose_name='reason')),
                ('opened_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='preconditions', to='cases.case')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(default=kontaktpunkt.core.models.current_municipality_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.municipality')),
            ],
            options={
                'ordering': ['opened_at', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('kind', 'call'), ('state', 'open')), fields=('case',), name='one_open_call_a_case'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'waived'), _negated=True), models.Q(('waiver_reason', ''), _negated=True), _connector='OR'), name='waiver_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='Hearing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('facts', models.TextField(verbose_name='facts put to the party')),
                ('answer_by', models.DateField(verbose_name='comment by')),
                ('opened_at', models.DateTimeField()),
                ('reply', models.TextField(blank=True, verbose_name="the party's comment")),
                ('replied_at', models.DateTimeField(null=True)),
                ('reminded_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hearings', to='cases.case')),
                ('municipality', models.ForeignKey(default=kontaktpunkt.core.models.current_municipality_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.municipality')),
                ('precondition', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='hearing', to='cases.precondition')),
            ],
            options={
                'ordering': ['opened_at'],
            },
        ),
        migrations.CreateModel(
            name='PromiseMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('was', models.DateField()),
                ('now', models.DateField()),
                ('reason', models.TextField(help_text='The party reads this.', verbose_name='reason')),
                ('moved_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='promise_moves', to='cases.case')),
                ('moved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(default=kontaktpunkt.core.models.current_municipality_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.municipality')),
            ],
            options={
                'ordering': ['moved_at'],
            },
        ),
        migrations.CreateModel(
            name='PromiseWarning',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('promised_on', models.DateField()),
                ('warned_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='warnings', to='cases.case')),
                ('municipality', models.ForeignKey(default=kontaktpunkt.core.models.current_municipality_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.municipality')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case', 'promised_on'), name='warned_once_a_promise')],
            },
        ),
    ]
