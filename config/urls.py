"""All addresses. Everything of a company lives under /o/<organization>/."""

from django.urls import include, path
from django.views.generic import RedirectView, TemplateView

from config.views import health

organization_patterns = [
    path("", include("adoption.urls")),
    path("evaluations/", include("evaluations.urls")),
    path("governance/", include("governance.urls")),
    path("costs/", include("tco.urls")),
    path("reports/", include("reports.urls")),
]

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="accounts:organization_list"), name="root"),
    path("health/", health, name="health"),
    path("about/models/", TemplateView.as_view(template_name="about_models.html"), name="about_models"),
    path("accounts/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("o/<slug:organization>/", include(organization_patterns)),
]
