"""Addresses of sizing, inside those of one cost plan."""

from django.urls import path

from tco import sizing_base_views, sizing_study_views, sizing_views

urlpatterns = [
    path("", sizing_views.study_list, name="sizing_list"),
    path("new/", sizing_views.study_create, name="sizing_create"),
    path("points/", sizing_views.points_upload, name="sizing_points"),
    path("base/<slug:option>/", sizing_base_views.base_search, name="sizing_base"),
    path("<int:study>/", sizing_study_views.study_detail, name="sizing_detail"),
    path("<int:study>/apply/", sizing_study_views.study_apply, name="sizing_apply"),
    path("<int:study>/opinion/", sizing_study_views.study_opinion, name="sizing_opinion"),
    path("<int:study>/delete/", sizing_study_views.study_delete, name="sizing_delete"),
]
