"""Addresses of prices, model cards and bills, inside those of the cost plan."""

from django.urls import path

from tco import price_bill_views, price_fill_views, price_model_views, price_views

urlpatterns = [
    path("", price_views.price_list, name="price_list"),
    path("add/", price_views.price_add, name="price_add"),
    path("catalogue/", price_views.price_catalogue, name="price_catalogue"),
    path("import/", price_views.price_import, name="price_import"),
    path("template/", price_views.price_template, name="price_template"),
    path("export/", price_views.price_export, name="price_export"),
    path("<int:price>/", price_views.price_detail, name="price_detail"),
    path("<int:price>/close/", price_views.price_close, name="price_close"),
    path("models/", price_model_views.model_list, name="price_model_list"),
    path("models/compare/", price_model_views.model_compare, name="price_model_compare"),
    path("models/<str:model>/", price_model_views.model_detail, name="price_model_detail"),
    path("bills/", price_bill_views.bill_list, name="price_bill_list"),
    path("bills/<int:bill>/", price_bill_views.bill_detail, name="price_bill_detail"),
    path("bills/<int:bill>/delete/", price_bill_views.bill_delete, name="price_bill_delete"),
    path("plans/<int:plan>/", price_bill_views.plan_against_bills, name="price_plan_bills"),
    path("plans/<int:plan>/fill/", price_fill_views.plan_fill, name="price_plan_fill"),
    path("plans/<int:plan>/focus/", price_bill_views.plan_focus, name="price_plan_focus"),
]
