"""Logs: one JSON object a line, with the request's id and without personal numbers.

Whatever a programmer logs passes `mask`: identity numbers keep their last four characters and
telephone numbers their first three and last four digits.
"""

import re
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

# Resident identity numbers (GB 11643) and mobile numbers, not inside a longer run of digits.
IDENTITY = re.compile(r"(?<![0-9A-Za-z])(\d{14})(\d{3}[0-9Xx])(?![0-9A-Za-z])")
MOBILE = re.compile(r"(?<![0-9A-Za-z])(1[3-9]\d)(\d{4})(\d{4})(?![0-9A-Za-z])")


def masked(text: str) -> str:
    """`text` with identity and mobile numbers made unreadable."""
    return MOBILE.sub(r"\1****\3", IDENTITY.sub(r"**************\2", text))


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, dict):
        return {key: _masked(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(inner) for inner in value]
    return value


def mask(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Processor: masks every text of a log entry, the traceback included."""
    return {key: _masked(value) for key, value in event.items()}


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]


def configuration() -> dict[str, Any]:
    """The `LOGGING` setting; also tells structlog to go through the standard library."""
    structlog.configure(
        processors=[*_shared(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _shared(),
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    mask,
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
            }
        },
        "handlers": {"stream": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stream"], "level": "INFO"},
        "loggers": {
            # Ticks and their tasks come every few seconds; what fails is a warning or an error anyway.
            "celery": {"level": "WARNING"},
            "celery.apps.worker": {"level": "INFO"},
            # WeasyPrint and fontTools tell every glyph table they read.
            "fontTools": {"level": "WARNING"},
            "weasyprint": {"level": "ERROR"},
            "pyhanko": {"level": "WARNING"},
            "django.server": {"handlers": [], "propagate": True},
        },
    }
