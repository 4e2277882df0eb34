import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import kontaktpunkt.core.models
import kontaktpunkt.directory.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('code', models.SlugField(max_length=40, verbose_name='code')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='phone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('weekdays', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), default=kontaktpunkt.directory.models.monday_to_friday, help_text='0 is Monday, 6 is Sunday.', size=None, verbose_name='working days')),
                ('opens', models.TimeField(default='09:00', verbose_name='opens')),
                ('closes', models.TimeField(default='15:00', verbose_name='closes')),
                ('closed_on_eves', models.BooleanField(default=True, verbose_name='closed on the day before holidays')),
                ('is_service_centre', models.BooleanField(default=False, verbose_name='service centre')),
                ('municipality', models.ForeignKey(default=kontaktpunkt.core.models.current_municipality_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.municipality')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='directory.unit')),
            ],
            options={
                'verbose_name': 'unit',
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('municipality', 'code'), name='unit_code_once'), models.CheckConstraint(condition=models.Q(('closes__gt', models.F('opens'))), name='unit_opens_before_it_closes')],
            },
        ),
        migrations.CreateModel(
            name='ClosingDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('reason', models.CharField(max_length=120, verbose_name='reason')),
                ('municipality', models.ForeignKey(default=kontaktpunkt.core.models.current_municipality_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.municipality')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='directory.unit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('municipality', 'unit', 'day'), name='closing_day_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='Staff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('role', models.CharField(choices=[('agent', 'Service centre agent'), ('caseworker', 'Caseworker'), ('unit_lead', 'Unit lead'), ('service_designer', 'Service designer'), ('manager', 'Manager'), ('committee_member', 'Committee member'), ('administrator', 'Administrator')], max_length=20, verbose_name='role')),
                ('is_active', models.BooleanField(default=True, verbose_name='may log in')),
                ('municipality', models.ForeignKey(default=kontaktpunkt.core.models.current_municipality_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.municipality')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='staff', to='directory.unit')),
            ],
            options={
                'verbose_name': 'member of staff',
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(models.F('municipality'), django.db.models.functions.text.Lower('email'), name='staff_email_once')],
            },
        ),
        migrations.CreateModel(
            name='ReadEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_type', models.CharField(max_length=20)),
                ('subject_id', models.BigIntegerField()),
                ('read_at', models.DateTimeField()),
                ('route', models.CharField(max_length=80)),
                ('municipality', models.ForeignKey(default=kontaktpunkt.core.models.current_municipality_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.municipality')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['municipality', 'subject_type', 'subject_id', 'read_at'], name='read_entry_by_subject')],
            },
        ),
    ]
