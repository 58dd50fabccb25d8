from django.urls import path

from config.sample import views

app_name = "sample"
urlpatterns = [
    path("", views.sample_copy, name="sample_copy"),
    path("remove/", views.sample_remove, name="sample_remove"),
]
