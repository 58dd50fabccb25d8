from django.urls import path

from adoption.views import evidence, gates, home, measurement, sizing, use_cases

app_name = "adoption"
urlpatterns = [
    path("", home.home, name="home"),
    path("gates/", gates.gate_list, name="gate_list"),
    path("costs-from-run/", measurement.run_to_plan, name="run_to_plan"),
    path("sizing-from-run/", sizing.run_to_sizing, name="run_to_sizing"),
    path("use-cases/new/", use_cases.use_case_create, name="use_case_create"),
    path("use-cases/<int:use_case>/", use_cases.use_case_detail, name="use_case_detail"),
    path("use-cases/<int:use_case>/edit/", use_cases.use_case_edit, name="use_case_edit"),
    path("use-cases/<int:use_case>/link-run/", evidence.run_link, name="run_link"),
    path("use-cases/<int:use_case>/link-cost-plan/", evidence.cost_plan_link, name="cost_plan_link"),
    path("use-cases/<int:use_case>/gates/<slug:gate>/", gates.gate_detail, name="gate_detail"),
    path("use-cases/<int:use_case>/gates/<slug:gate>/decide/", gates.gate_decide, name="gate_decide"),
    path(
        "use-cases/<int:use_case>/gates/<slug:gate>/<slug:criterion>/",
        evidence.evidence_form,
        name="gate_evidence_form",
    ),
]
