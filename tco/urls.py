from django.urls import include, path

from tco.views import assumptions, history, months, plans, results, tracing

app_name = "tco"
urlpatterns = [
    path("", plans.plan_list, name="plan_list"),
    path("new/", plans.plan_create, name="plan_create"),
    path("assumptions/", assumptions.assumption_list, name="assumption_list"),
    path("prices/", include("tco.price_urls")),
    path("<int:plan>/", results.plan_detail, name="plan_detail"),
    path("<int:plan>/recalculate/", results.plan_recalculate, name="plan_recalculate"),
    path("<int:plan>/save/", results.plan_save, name="plan_save"),
    path("<int:plan>/shape/", plans.plan_shape, name="plan_shape"),
    path("<int:plan>/months/", months.plan_months, name="plan_months"),
    path("<int:plan>/months/csv/", months.plan_months_csv, name="plan_months_csv"),
    path("<int:plan>/history/", history.plan_history, name="plan_history"),
    path("<int:plan>/history/compare/", history.plan_compare, name="plan_compare"),
    path("<int:plan>/history/<int:number>/restore/", history.plan_restore, name="plan_restore"),
    path("<int:plan>/assumptions/", assumptions.assumption_list, name="assumption_of_plan"),
    path("<int:plan>/assumptions/fill/<slug:group>/", assumptions.assumption_fill, name="assumption_fill"),
    path("<int:plan>/assumptions/<slug:key>/", assumptions.assumption_edit, name="assumption_edit"),
    path("<int:plan>/sizing/", include("tco.sizing_urls")),
    path("<int:plan>/", include("tco.analysis_urls")),
    path("<int:plan>/trace/<str:row>/", tracing.trace, name="trace"),
]
