from django.urls import URLPattern, URLResolver

from governance import operation_urls

app_name = "governance"
urlpatterns: list[URLPattern | URLResolver] = [*operation_urls.urlpatterns]
