from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("organizations/", views.organization_list, name="organization_list"),
    path("language/", views.language, name="language"),
    path("o/<slug:organization>/audit/", views.audit_log, name="audit_log"),
]
