"""Every use case that is there already gets its place in the register of AI systems."""

from django.db import migrations


def register(apps, _schema):
    use_cases = apps.get_model("adoption", "UseCase").objects.filter(system__isnull=True)
    systems = apps.get_model("governance", "AiSystem").objects
    for use_case in use_cases.iterator():
        use_case.system = systems.create(
            organization_id=use_case.organization_id, name=use_case.name, name_en=use_case.name_en
        )
        use_case.save(update_fields=["system"])


class Migration(migrations.Migration):
    dependencies = [("adoption", "0002_staged_adoption")]

    operations = [migrations.RunPython(register, migrations.RunPython.noop)]
