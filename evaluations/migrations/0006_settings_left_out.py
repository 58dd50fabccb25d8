from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0005_every_call_has_a_company")]
    operations = [
        migrations.AddField(
            model_name="runcandidate", name="left_out", field=models.JSONField(default=list)
        ),
    ]
