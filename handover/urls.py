from django.urls import path

from handover import views

app_name = "handover"
urlpatterns = [
    path("", views.bundle_list, name="bundle_list"),
    path("export/", views.export_create, name="export_create"),
    path("import/", views.import_create, name="import_create"),
    path("<int:bundle>/", views.bundle_detail, name="bundle_detail"),
    path("<int:bundle>/download/", views.bundle_download, name="bundle_download"),
    path("<int:bundle>/confirm/", views.import_confirm, name="import_confirm"),
    path("<int:bundle>/drop/", views.bundle_drop, name="bundle_drop"),
    path("<int:bundle>/trail/", views.trail_download, name="trail_download"),
]
