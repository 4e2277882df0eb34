import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import kontaktpunkt.core.models
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Municipality',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('slug', models.SlugField(max_length=40, unique=True, verbose_name='address')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('country', models.CharField(choices=[('DK', 'Denmark'), ('SE', 'Sweden')], max_length=2, verbose_name='country')),
                ('language', models.CharField(max_length=5, verbose_name='language')),
                ('timezone', models.CharField(max_length=40, verbose_name='time zone')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='phone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('organisation_number', models.CharField(blank=True, max_length=12, verbose_name='organisation number')),
                ('colours', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9a-fA-F]{6}$')]), help_text='Primary, accent and surface, as #rrggbb.', size=3, verbose_name='brand colours')),
                ('is_demo', models.BooleanField(default=False, verbose_name='invented data')),
            ],
            options={
                'verbose_name': 'municipality',
                'verbose_name_plural': 'municipalities',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.UUIDField()),
                ('received_at', models.DateTimeField(auto_now_add=True, db_index=True)),
                ('municipality', models.ForeignKey(default=kontaktpunkt.core.models.current_municipality_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.municipality')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('municipality', 'token'), name='submission_once')],
            },
        ),
    ]
