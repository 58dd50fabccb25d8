"""Addresses of requirements, editions, the watch on rules, market cards and words."""

from django.urls import path

from governance.views import (
    clearances,
    content_updates,
    home,
    programmes,
    requirements,
    statement,
    usage_rules,
    watch,
    words,
)

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
    path("content/reviews/<int:content_review>/", content_updates.content_review, name="content_review"),
    path("content/<slug:book>/", content_updates.content_detail, name="content_detail"),
    path("rules/", watch.watch_list, name="watch_list"),
    path("rules/confirm/", watch.watch_confirm, name="watch_confirm"),
    path("rules/new/", watch.watch_add, name="watch_add"),
    path("rules/own/<int:own_watch_item>/close/", watch.watch_close, name="watch_close"),
    path("rules/row/<str:watch_row>/", watch.watch_detail, name="watch_detail"),
    path("programmes/", programmes.programme_list, name="programme_list"),
    path("data/", clearances.clearance_list, name="clearance_list"),
    path("data/<int:system>/", clearances.clearance_detail, name="clearance_detail"),
    path("data/<int:system>/check/", clearances.clearance_draft, name="clearance_draft"),
    path("usage-rule/", usage_rules.usage_rule, name="usage_rule"),
    path("usage-rule/write/", usage_rules.usage_rule_write, name="usage_rule_write"),
    path("usage-rule/read/", usage_rules.usage_rule_read, name="usage_rule_read"),
    path("usage-rule/list/", usage_rules.usage_rule_list, name="usage_rule_list"),
    path("usage-rule/readers/", usage_rules.usage_rule_readers, name="usage_rule_readers"),
    path("usage-rule/readers/<int:rule_reader>/drop/", usage_rules.usage_rule_drop, name="usage_rule_drop"),
    path("market/", words.market_list, name="market_list"),
    path("glossary/", words.glossary, name="glossary"),
    path("phrases/", words.phrase_list, name="phrase_list"),
]
