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
            name='Party',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('kind', models.CharField(choices=[('citizen', 'Citizen'), ('company', 'Company')], max_length=10, verbose_name='kind')),
                ('name', models.CharField(max_length=160, verbose_name='name')),
                ('id_number', models.CharField(blank=True, max_length=12, verbose_name='CPR, CVR, personal or organisation number')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('phone', models.CharField(blank=True, help_text='In E.164 form.', max_length=20, verbose_name='phone')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='address')),
                ('preference', models.CharField(choices=[('email', 'E-mail'), ('sms', 'Text message'), ('none', 'Neither; letters only')], default='email', max_length=10, verbose_name='wants messages by')),
                ('language', models.CharField(blank=True, max_length=5, verbose_name='language')),
                ('prefers_call', models.BooleanField(default=True, verbose_name='prefers a phone call')),
                ('sort_key', models.CharField(editable=False, max_length=320)),
                ('search_text', models.TextField(editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('municipality', models.ForeignKey(default=kontaktpunkt.core.models.current_municipality_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.municipality')),
            ],
            options={
                'verbose_name': 'party',
                'indexes': [models.Index(fields=['municipality', 'sort_key'], name='party_by_name'), models.Index(fields=['municipality', 'phone'], name='party_by_phone')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('id_number', ''), _negated=True), fields=('municipality', 'id_number'), name='party_number_once')],
            },
        ),
        migrations.CreateModel(
            name='Mandate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='ends on')),
                ('municipality', models.ForeignKey(default=kontaktpunkt.core.models.current_municipality_id, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.municipality')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='representatives', to='parties.party')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mandates', to='parties.party')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'company'), name='mandate_once'), models.CheckConstraint(condition=models.Q(('person', models.F('company')), _negated=True), name='mandate_for_another')],
            },
        ),
    ]
