"""Which address leads to which room."""

from django.urls import URLPattern, URLResolver, include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from engine.config import health
from engine.config.dashboard import dashboard
from engine.config.metrics import metrics

urlpatterns: list[URLPattern | URLResolver] = [
    re_path(r"^health/live/?$", health.live),
    re_path(r"^health/ready/?$", health.ready),
    re_path(r"^metrics/?$", metrics),
    re_path(r"^api/schema/?$", SpectacularAPIView.as_view(), name="schema"),
    re_path(
        r"^api/docs/?$",
        SpectacularSwaggerSplitView.as_view(template_name="config/docs.html"),
        name="docs",
    ),
    path("_allauth/", include("allauth.headless.urls")),
    path("api/v1/", include("engine.privacy.urls")),
    path("api/v1/", include("engine.accounts.urls")),
    path("api/v1/", include("engine.catalog.urls")),
    # Before the connections: deleting one is answered by the room that knows who uses it.
    path("api/v1/", include("engine.bundles.urls")),
    path("api/v1/", include("engine.rehearsal.urls")),
    path("api/v1/", include("engine.connections.urls")),
    path("api/v1/", include("engine.triggers.urls")),
    path("api/v1/", include("engine.jobs.urls")),
    path("api/v1/", include("engine.journal.urls")),
    path("api/v1/", include("engine.analytics.urls")),
    path("api/v1/", include("engine.alerts.urls")),
    path("api/v1/", include("engine.live.urls")),
    # Last: which pages there are is the dashboard's own business.
    re_path(
        r"^(?!(?:api|_allauth|assets|health|hooks|static)(?:/|$)).*$", dashboard, name="dashboard"
    ),
]

handler400 = "engine.api.doors.bad_request"
handler403 = "engine.api.doors.forbidden"
handler404 = "engine.api.doors.not_found"
handler500 = "engine.api.doors.failed"
