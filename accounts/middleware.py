"""Language of the page, and the way to the sign-in page."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

from accounts.access import SignInRequired, sign_in_redirect

LANGUAGE_COOKIE = "shirube_language"


class LanguageMiddleware:
    """The cookie decides, then the person's own choice, then Japanese: never the browser's guess."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers["Content-Language"] = language
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        return sign_in_redirect(request) if isinstance(exception, SignInRequired) else None


def language_of(request: HttpRequest) -> str:
    offered = [code for code, _name in settings.LANGUAGES]
    chosen = request.COOKIES.get(LANGUAGE_COOKIE) or getattr(request.user, "language", "")
    return chosen if chosen in offered else settings.LANGUAGE_CODE
