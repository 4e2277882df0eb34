import django.db.models.deletion
import kontaktpunkt.core.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0001_initial'),
        ('catalogue', '0001_initial'),
        ('contacts', '0001_initial'),
        ('core', '0001_initial'),
        ('directory', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('parties', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Survey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, verbose_name='code')),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('touchpoint', models.CharField(choices=[('contact', 'After a contact'), ('decision', 'After a decision')], max_length=12)),
                ('items', models.JSONField(help_text='Codes of the questions, in order; their wording is in the item bank.')),
                ('legal_basis', models.CharField(max_length=200, verbose_name='legal basis')),
                ('answer_days', models.PositiveSmallIntegerField(default=30, verbose_name='open for')),
                ('quiet_days', models.PositiveSmallIntegerField(default=30, help_text='A party is not asked again sooner.', verbose_name='quiet days')),
                ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                ('municipality', models.ForeignKey(default=kontaktpunkt.core.models.current_municipality_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.municipality')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('municipality', 'code', 'version'), name='survey_version_once')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_digest', models.CharField(help_text="SHA-256 of the link's token; the token itself is not kept.", max_length=64)),
                ('channel', models.CharField(choices=[('email', 'E-mail'), ('sms', 'Text message'), ('none', 'Neither; letters only')], max_length=10)),
                ('invited_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('case', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='invitation', to='cases.case')),
                ('contact', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='invitation', to='contacts.contact')),
                ('municipality', models.ForeignKey(default=kontaktpunkt.core.models.current_municipality_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.municipality')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='parties.party')),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='listening.survey')),
            ],
            options={
                'indexes': [models.Index(fields=['municipality', 'party', '-invited_at'], name='invitation_by_party')],
                'constraints': [models.UniqueConstraint(fields=('municipality', 'token_digest'), name='invitation_token_once'), models.CheckConstraint(condition=models.Q(('contact__isnull', False), ('case__isnull', False), _connector='XOR'), name='invitation_about_one_thing')],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(blank=True, choices=[('granted', 'Granted'), ('partly', 'Partly granted'), ('refused', 'Refused'), ('intervention', 'Order or prohibition')], max_length=12)),
                ('scores', models.JSONField(help_text='Item code to the number chosen; absent when skipped.')),
                ('index', models.FloatField(help_text='0 to 100, from the satisfaction items.', null=True)),
                ('fairness', models.FloatField(help_text='0 to 100, from the fairness items.', null=True)),
                ('comment', models.TextField(blank=True)),
                ('wants_call', models.BooleanField(default=False, help_text='With it the party lets the unit see who answered, and what.', verbose_name='would like to be called')),
                ('called_at', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField()),
                ('called_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('matter_type', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.mattertype')),
                ('municipality', models.ForeignKey(default=kontaktpunkt.core.models.current_municipality_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.municipality')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
                ('invitation', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='answer', to='listening.invitation')),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='listening.survey')),
            ],
            options={
                'indexes': [models.Index(fields=['municipality', 'answered_at'], name='answer_by_time'), models.Index(fields=['municipality', 'unit', 'answered_at'], name='answer_by_unit'), models.Index(condition=models.Q(('called_at', None), ('wants_call', True)), fields=['municipality', 'unit', 'answered_at'], name='answer_waiting_for_call')],
                'constraints': [models.CheckConstraint(condition=models.Q(('called_at', None), models.Q(('called_by__isnull', False), ('wants_call', True)), _connector='OR'), name='answer_called_on_request_by_somebody')],
            },
        ),
    ]
