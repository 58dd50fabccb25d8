"""Addresses of requirements, editions, the watch on rules, market cards and words."""

from django.urls import path

from governance.views import content_updates, home, requirements, statement

urlpatterns = [
    path("", home.home, name="home"),
    path("requirements/", requirements.framework_list, name="framework_list"),
    path("requirements/list/", requirements.requirement_list, name="requirement_list"),
    path("requirements/declare/", requirements.requirement_declare, name="requirement_declare"),
    path("requirements/topics/", requirements.topic_list, name="topic_list"),
    path("requirements/statement/", statement.statement, name="statement"),
    path("requirements/statement.csv", statement.statement_csv, name="statement_csv"),
    path("requirements/one/<str:requirement>/", requirements.requirement_detail, name="requirement_detail"),
    path("content/", content_updates.content_list, name="content_list"),
    path("content/<slug:book>/", content_updates.content_detail, name="content_detail"),
]
