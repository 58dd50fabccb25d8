from django.urls import path

from tco import views

app_name = "tco"
urlpatterns = [
    path("", views.plan_list, name="plan_list"),
    path("assumptions/", views.assumption_list, name="assumption_list"),
    path("<int:plan>/", views.plan_detail, name="plan_detail"),
    path("<int:plan>/recalculate/", views.plan_recalculate, name="plan_recalculate"),
    path("<int:plan>/save/", views.plan_save, name="plan_save"),
    path("<int:plan>/assumptions/", views.assumption_list, name="assumption_of_plan"),
    path("<int:plan>/assumptions/<slug:key>/", views.assumption_edit, name="assumption_edit"),
    path("<int:plan>/trace/<str:row>/", views.trace, name="trace"),
]
