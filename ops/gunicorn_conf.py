"""gunicorn: two processes of eight threads; the access log carries no query strings."""

import os
from pathlib import Path

bind = os.environ.get("PORTAL_BIND") or f"127.0.0.1:{os.environ.get('PORTAL_PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
preload_app = True
timeout = 60
graceful_timeout = 15
keepalive = 5
max_requests = 5000
max_requests_jitter = 500
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
control_socket_disable = True  # one less door, and nothing is written into the home folder
accesslog = "-"
errorlog = "-"
loglevel = "info"
# Address, method, path without its query, status, bytes, milliseconds, request id.
access_log_format = '%(t)s %(h)s %(m)s "%(U)s" %(s)s %(B)s %(M)sms %({x-request-id}o)s'
