from django.urls import URLPattern, URLResolver

from governance import control_urls, operation_urls, vendor_urls

app_name = "governance"
urlpatterns: list[URLPattern | URLResolver] = [
    *control_urls.urlpatterns,
    *operation_urls.urlpatterns,
    *vendor_urls.urlpatterns,
]
