from django.urls import path

from adoption.views import evidence, gates, home, measurement, ringi, ringi_steps, sizing, use_cases

app_name = "adoption"
urlpatterns = [
    path("ringi/", ringi.ringi_list, name="ringi_list"),
    path("ringi/settings/", ringi.ringi_settings, name="ringi_settings"),
    path("ringi/<int:ringi>/", ringi.ringi_detail, name="ringi_detail"),
    path("ringi/<int:ringi>/edit/", ringi.ringi_edit, name="ringi_edit"),
    path("ringi/<int:ringi>/submit/", ringi_steps.ringi_submit, name="ringi_submit"),
    path("ringi/<int:ringi>/comment/", ringi_steps.ringi_comment, name="ringi_comment"),
    path("ringi/<int:ringi>/withdraw/", ringi_steps.ringi_withdraw, name="ringi_withdraw"),
    path("ringi/steps/<int:step>/answer/", ringi_steps.ringi_answer, name="ringi_answer"),
    path("ringi/steps/<int:step>/read-later/", ringi_steps.ringi_put_off, name="ringi_put_off"),
    path("use-cases/<int:use_case>/ringi/", ringi.ringi_create, name="ringi_create"),
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
