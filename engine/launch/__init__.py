"""The local launcher: embedded servers and the supervisor behind `make run`.

It runs PostgreSQL and Valkey from their wheels (or the system's) on unix sockets, keeps their data
under `.svyazka/`, and watches web, worker and beat. It promises that a committed row survives any
kill, that nothing outlives the supervisor, and that a left-over of an earlier start is cleared
before the next. In production containers run its `web`, `celery_main` and `prepare`, one each;
`checkup` watches them.
"""
