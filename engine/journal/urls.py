"""Addresses of the journal, relative to `/api/v1/`."""

from rest_framework.routers import SimpleRouter

from engine.journal.api import JournalViews

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("journal", JournalViews, basename="journal")

urlpatterns = router.urls
