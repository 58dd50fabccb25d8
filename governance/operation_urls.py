"""Addresses of operation: risks, roles, readiness, training, incidents and drills."""

from django.urls import path

from governance.views import risks

urlpatterns = [
    path("risks/", risks.risk_list, name="risk_list"),
    path("risks/starters/", risks.risk_starters, name="risk_starters"),
    path("risks/new/", risks.risk_create, name="risk_create"),
    path("risks/scale/", risks.risk_scale, name="risk_scale"),
    path("risks/<int:risk>/", risks.risk_detail, name="risk_detail"),
    path("risks/<int:risk>/edit/", risks.risk_edit, name="risk_edit"),
]
