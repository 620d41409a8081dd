"""Addresses of bundles, below `/api/v1/`; they stand before the connections' own."""

from django.urls import path

from engine.bundles.api.bundles import BundlesViewSet
from engine.bundles.api.connections import DeletableConnectionsViewSet
from engine.bundles.api.groups import GroupsViewSet
from engine.bundles.api.held import HeldViewSet
from engine.bundles.api.language import DefinitionSchemaView, FunctionsView, OperatorsView
from engine.bundles.api.versions import VersionsViewSet
from engine.bundles.api.waiting import WaitingViewSet

bundles = BundlesViewSet.as_view
versions = VersionsViewSet.as_view
groups = GroupsViewSet.as_view
connections = DeletableConnectionsViewSet.as_view

urlpatterns = [
    path("bundles", bundles({"get": "list", "post": "create"})),
    path("bundles/bulk", bundles({"post": "bulk"})),
    path("bundles/counts", bundles({"get": "counts"})),
    path("bundles/names", bundles({"get": "names"})),
    path(
        "bundles/<uuid:pk>",
        bundles({"get": "retrieve", "patch": "partial_update", "delete": "destroy"}),
    ),
    path("bundles/<uuid:pk>/check", bundles({"get": "check"})),
    *(
        path(f"bundles/<uuid:pk>/{deed}", bundles({"post": deed}))
        for deed in ("publish", "start", "pause", "copy", "restore", "run")
    ),
    path("bundles/<uuid:pk>/waiting", WaitingViewSet.as_view({"get": "retrieve"})),
    path("bundles/<uuid:pk>/held/<uuid:run_id>", HeldViewSet.as_view({"post": "answer"})),
    path("bundles/<uuid:bundle_id>/versions", versions({"get": "list"})),
    path("bundles/<uuid:bundle_id>/versions/<int:number>", versions({"get": "retrieve"})),
    path("bundles/<uuid:bundle_id>/versions/<int:number>/restore", versions({"post": "restore"})),
    path("versions/<uuid:pk>", versions({"get": "find"})),
    path("groups", groups({"get": "list", "post": "create"})),
    path("groups/<uuid:pk>", groups({"patch": "partial_update", "delete": "destroy"})),
    path(
        "connections/<uuid:pk>",
        connections({"get": "retrieve", "patch": "partial_update", "delete": "destroy"}),
    ),
    path("connections/health", connections({"get": "ailing"})),
    path("connections/<uuid:pk>/health", connections({"get": "health"})),
    path(
        "connections/<uuid:pk>/subscription",
        connections({"get": "subscription", "post": "subscribe"}),
    ),
    path("connections/<uuid:pk>/waiting", connections({"get": "waiting"})),
    path("schema/definition", DefinitionSchemaView.as_view()),
    path("functions", FunctionsView.as_view()),
    path("operators", OperatorsView.as_view()),
]
