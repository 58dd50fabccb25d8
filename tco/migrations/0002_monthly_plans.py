"""Plans of months with any options and uses; prices, bills, simulations and sizing studies."""

from datetime import date

import django.db.models.deletion
import tco.plan.shape
from django.conf import settings
from django.db import migrations, models

from language.text import Text
from tco.assumptions import AssumptionValue, Status
from tco.earlier_keys import as_today


def fill(apps, _schema_editor):
    """The initial year was one fiscal year before operation; inputs that several options shared become theirs."""
    for plan in apps.get_model("tco", "CostPlan").objects.all():
        plan.starts_on = date(plan.first_fiscal_year + 1, 4, 1)
        plan.save(update_fields=["starts_on"])
        for row in list(plan.assumptions.all()):
            _rename(row)


def _rename(row):
    first, *further = as_today_row(row)
    for name, value in first.items():
        setattr(row, name, value)
    row.save()
    for copy in further:
        row.pk = None
        for name, value in copy.items():
            setattr(row, name, value)
        row.save(force_insert=True)


def as_today_row(row):
    """The new key and range of a stored row, once for every option that shared it."""
    value = AssumptionValue(
        row.key, row.low, row.mode, row.high, Text("", ""), row.source_date, Status(row.status)
    )
    return [
        {"key": new.key, "low": new.low, "mode": new.mode, "high": new.high} for new in as_today([value])
    ]


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('tco', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='assumption',
            name='distribution',
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name='costplan',
            name='correlations',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='costplan',
            name='fiscal_start_month',
            field=models.PositiveSmallIntegerField(default=4),
        ),
        migrations.AddField(
            model_name='costplan',
            name='options',
            field=models.JSONField(default=tco.plan.shape.standard_options),
        ),
        migrations.AddField(
            model_name='costplan',
            name='starts_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='costplan',
            name='uses',
            field=models.JSONField(default=tco.plan.shape.standard_uses),
        ),
        migrations.AddField(
            model_name='costplan',
            name='years',
            field=models.PositiveSmallIntegerField(default=5),
        ),
        migrations.AddField(
            model_name='planrevision',
            name='shape',
            field=models.JSONField(default=dict),
        ),
        migrations.CreateModel(
            name='BillImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=255)),
                ('sha256', models.CharField(max_length=64)),
                ('rows', models.PositiveIntegerField()),
                ('imported_by_name', models.CharField(blank=True, max_length=200)),
                ('imported_at', models.DateTimeField(auto_now_add=True)),
                ('imported_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bill_imports', to='accounts.organization')),
                ('plan', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='bills', to='tco.costplan')),
            ],
            options={
                'ordering': ['-imported_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='BillLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('billing_start', models.DateField()),
                ('billing_end', models.DateField()),
                ('charge_start', models.DateField(null=True)),
                ('charge_end', models.DateField(null=True)),
                ('category', models.CharField(blank=True, max_length=40)),
                ('provider', models.CharField(blank=True, max_length=200)),
                ('service', models.CharField(blank=True, max_length=200)),
                ('resource', models.CharField(blank=True, max_length=300)),
                ('charge', models.CharField(blank=True, max_length=500)),
                ('billed_cost', models.DecimalField(decimal_places=10, max_digits=24)),
                ('effective_cost', models.DecimalField(decimal_places=10, max_digits=24, null=True)),
                ('currency', models.CharField(max_length=3)),
                ('consumed_quantity', models.DecimalField(decimal_places=10, max_digits=30, null=True)),
                ('consumed_unit', models.CharField(blank=True, max_length=100)),
                ('pricing_unit', models.CharField(blank=True, max_length=100)),
                ('tags', models.JSONField(default=dict)),
                ('bill', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='tco.billimport')),
            ],
            options={
                'ordering': ['bill_id', 'number'],
            },
        ),
        migrations.CreateModel(
            name='PriceRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('api_in', 'API input'), ('api_cached', 'API cached input'), ('api_out', 'API output'), ('api_embedding', 'API embedding'), ('gpu_hour', 'GPU by the hour'), ('gpu_purchase', 'GPU purchase'), ('server', 'Server or PC'), ('electricity', 'Electricity'), ('exchange_rate', 'Exchange rate'), ('licence', 'Licence'), ('labour', 'Labour'), ('other', 'Other')], max_length=20)),
                ('item', models.CharField(max_length=200)),
                ('provider', models.CharField(blank=True, max_length=100)),
                ('region', models.CharField(blank=True, max_length=100)),
                ('value', models.DecimalField(decimal_places=8, max_digits=24)),
                ('unit', models.CharField(max_length=40)),
                ('currency', models.CharField(max_length=3)),
                ('tax_included', models.BooleanField(default=False)),
                ('source', models.CharField(max_length=500)),
                ('source_url', models.URLField(blank=True, max_length=500)),
                ('retrieved_on', models.DateField()),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('status', models.CharField(choices=[('measured', 'Measured'), ('quoted', 'Quoted'), ('list', 'List or published'), ('assumption', 'Assumption')], max_length=12)),
                ('note', models.CharField(blank=True, max_length=1000)),
                ('entered_by_name', models.CharField(blank=True, max_length=200)),
                ('entered_at', models.DateTimeField(auto_now_add=True)),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='closes', to='tco.pricerow')),
                ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='price_rows', to='accounts.organization')),
            ],
            options={
                'ordering': ['kind', 'item', 'provider', 'region', '-valid_from', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='assumption',
            name='price_row',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='tco.pricerow'),
        ),
        migrations.CreateModel(
            name='Simulation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('draws', 'Simulation'), ('futures', 'Futures')], default='draws', max_length=10)),
                ('revision', models.PositiveIntegerField()),
                ('future', models.CharField(blank=True, max_length=20)),
                ('overlay', models.BooleanField(default=False)),
                ('draws', models.PositiveIntegerField(default=100000)),
                ('seed', models.PositiveBigIntegerField(default=1)),
                ('status', models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed')], default='waiting', max_length=10)),
                ('progress', models.FloatField(default=0.0)),
                ('results', models.JSONField(blank=True, null=True)),
                ('error_ja', models.TextField(blank=True)),
                ('error_en', models.TextField(blank=True)),
                ('owner', models.CharField(blank=True, max_length=100)),
                ('attempt', models.PositiveIntegerField(default=0)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('woken_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='simulations', to='tco.costplan')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='SizingStudy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('option', models.CharField(max_length=20)),
                ('name', models.CharField(max_length=200)),
                ('question', models.JSONField()),
                ('answer', models.JSONField()),
                ('points', models.JSONField(blank=True, default=list)),
                ('second_opinion', models.JSONField(blank=True, default=dict)),
                ('applied_revision', models.PositiveIntegerField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sizing_studies', to='tco.costplan')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='billimport',
            constraint=models.UniqueConstraint(fields=('organization', 'sha256'), name='one_import_of_a_bill'),
        ),
        migrations.AddIndex(
            model_name='billline',
            index=models.Index(fields=['bill', 'billing_start', 'currency'], name='charges_of_a_month'),
        ),
        migrations.AddConstraint(
            model_name='billline',
            constraint=models.UniqueConstraint(fields=('bill', 'number'), name='one_charge_per_number'),
        ),
        migrations.AddIndex(
            model_name='pricerow',
            index=models.Index(fields=['organization', 'kind', 'item'], name='prices_of_an_item'),
        ),
        migrations.AddConstraint(
            model_name='pricerow',
            constraint=models.CheckConstraint(condition=models.Q(('value__gt', 0)), name='a_price_is_above_zero'),
        ),
        migrations.AddConstraint(
            model_name='pricerow',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='a_price_ends_after_it_begins'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField("costplan", "starts_on", models.DateField()),
        migrations.RemoveField("costplan", "first_fiscal_year"),
    ]
