# One image, four roles: web (the default), worker, beat, and the one-shot that migrates.

FROM node:24-slim AS dashboard
WORKDIR /dashboard
COPY frontend ./
RUN npm ci --ignore-scripts && npm run build

FROM python:3.13-slim AS packages
RUN pip install --no-cache-dir uv==0.13.8
COPY requirements/base.txt ./
RUN uv venv /opt/venv \
    && uv pip sync --compile-bytecode --python /opt/venv/bin/python --require-hashes base.txt

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /srv/svyazka --shell /usr/sbin/nologin svyazka
WORKDIR /srv/svyazka
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MALLOC_ARENA_MAX=2 \
    DJANGO_SETTINGS_MODULE=engine.config.settings \
    SVYAZKA_HOST=0.0.0.0
COPY --from=packages /opt/venv /opt/venv
COPY . .
COPY --from=dashboard /dashboard/dist ./frontend/dist
RUN python -m compileall -q engine connectors && python -m whitenoise.compress -q frontend/dist
ENV SVYAZKA_MODE=production
USER svyazka
EXPOSE 8000
# What stays deaf for two minutes is ended by it, and started again.
HEALTHCHECK --interval=10s --timeout=10s --start-period=30s --retries=3 \
    CMD ["python", "-m", "engine.launch.checkup", "web"]
CMD ["python", "-m", "engine.launch.web"]
