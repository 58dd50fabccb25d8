from django.urls import path

from reports import focus_views, upload_views, viewpoint_views, views

app_name = "reports"
urlpatterns = [
    path("", views.report_list, name="report_list"),
    path("new/", views.report_create, name="report_create"),
    path("<int:report>/", views.report_detail, name="report_detail"),
    path("<int:report>/pdf/", views.report_pdf, name="report_pdf"),
    path("<int:report>/pages/<int:number>/", views.report_page_image, name="report_page_image"),
    path("<int:report>/download/", views.report_download, name="report_download"),
    path("focus/", focus_views.focus_list, name="focus_list"),
    path("focus/csv/", focus_views.focus_csv, name="focus_csv"),
    path("talks/<int:use_case>/", viewpoint_views.viewpoint_list, name="viewpoint_list"),
    path("talks/<int:use_case>/<slug:circle>/", viewpoint_views.viewpoint_detail, name="viewpoint_detail"),
    path("uploads/new/", upload_views.upload_create, name="upload_create"),
    path("uploads/<int:upload>/", upload_views.upload_detail, name="upload_detail"),
    path("uploads/<int:upload>/decide/", upload_views.upload_decide, name="upload_decide"),
]
