"""Addresses of what is uncertain about a plan, behind the plan's own."""

from django.urls import path

from tco.views import break_even, correlations, futures, shared_base, simulations, tornado

urlpatterns = [
    path("tornado/", tornado.tornado, name="tornado"),
    path("break-even/", break_even.break_even, name="break_even"),
    path("shared-base/", shared_base.shared_base_page, name="shared_base"),
    path("simulations/", simulations.simulation_list, name="simulation_list"),
    path("simulations/<int:simulation>/", simulations.simulation_detail, name="simulation_detail"),
    path("correlations/", correlations.correlation_edit, name="correlation_edit"),
    path("futures/", futures.futures, name="futures"),
    path("futures/<int:stress>/", futures.futures_state, name="futures_state"),
]
