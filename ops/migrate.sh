#!/bin/sh
# What a new version needs before web, worker and beat start. Safe to run again.
set -eu
python manage.py migrate --noinput
python manage.py grant_application portal_app
python manage.py load_catalogue
python manage.py ensure_roles
