"""All addresses. Everything of a company lives under /o/<organization>/."""

from django.urls import include, path
from django.views.generic import RedirectView, TemplateView

from adoption.views.clients import client_list
from adoption.views.pilot_api import pilot_api
from config.views import health
from governance.views.vendor_reply import vendor_reply

organization_patterns = [
    path("", include("adoption.urls")),
    path("evaluations/", include("evaluations.urls")),
    path("governance/", include("governance.urls")),
    path("costs/", include("tco.urls")),
    path("reports/", include("reports.urls")),
    path("handover/", include("handover.urls")),
    path("sample/", include("config.sample.urls")),
]

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="accounts:organization_list"), name="root"),
    path("health/", health, name="health"),
    path("about/models/", TemplateView.as_view(template_name="about_models.html"), name="about_models"),
    path("accounts/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("companies/", client_list, name="client_list"),
    path("api/readings/", pilot_api, name="pilot_api"),
    # A supplier answers here without an account: the secret in the address is the only key.
    path("reply/<str:token>/", vendor_reply, name="vendor_reply"),
    path("o/<slug:organization>/", include(organization_patterns)),
]
