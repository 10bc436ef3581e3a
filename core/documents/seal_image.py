"""The picture of a seal: a ring with the agency's name around its middle.

Vermilion and ring-shaped like a Chinese official seal. In a demonstration the middle says 演示, so that
nothing of it can pass for a lawful seal; a deployment, whose operator brings a certificate, has the star.
"""

from math import cos, radians, sin
from xml.sax.saxutils import escape

INK = "#b3261e"
RADIUS_MM = 20.0
DEFAULT_PURPOSE = "行政审批专用章"
_TEXT_RADIUS = 36.0
_WIDEST_ARC = 222.0
_STEP = 27.0
_WORD = (
    f'<path d="M-23-12.5h46v21h-46z" stroke-width="1.5" fill="none" stroke="{INK}"/>'
    '<text text-anchor="middle" x="2" y="4" font-size="16" letter-spacing="4">演示</text>'
)


def seal_svg(agency: str, purpose: str = DEFAULT_PURPOSE, *, demonstration: bool = True) -> str:
    """An SVG of 104 × 104 units for `agency`; long names are set closer and smaller."""
    step = min(_STEP, _WIDEST_ARC / max(len(agency) - 1, 1))
    size = round(min(11.5, step * radians(1) * _TEXT_RADIUS * 0.9), 2)
    first = -step * (len(agency) - 1) / 2
    ring = "".join(_letter(char, first + step * i, size) for i, char in enumerate(agency))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-52 -52 104 104" width="104" height="104" '
        f'font-family="Portal Serif,Portal Serif Rare" font-weight="700" fill="{INK}">'
        f'<g fill="none" stroke="{INK}"><circle r="50" stroke-width="2.8"/>'
        '<circle r="45" stroke-width="0.6"/></g>'
        f"{ring}{_WORD if demonstration else _star(15.0)}"
        f'<text text-anchor="middle" y="27" font-size="{min(7.6, 54 / max(len(purpose), 1)):.2f}" '
        f'font-weight="400">{escape(purpose)}</text></svg>'
    )


def _star(radius: float) -> str:
    """Five points, one upwards; the inner corners lie on the lines between every second point."""
    inner = radius * sin(radians(18)) / sin(radians(54))
    corners = [
        f"{(radius, inner)[place % 2] * sin(radians(36 * place)):.2f} "
        f"{-(radius, inner)[place % 2] * cos(radians(36 * place)):.2f}"
        for place in range(10)
    ]
    return f'<path d="M{"L".join(corners)}z"/>'


def _letter(char: str, angle: float, size: float) -> str:
    x, y = _TEXT_RADIUS * sin(radians(angle)), -_TEXT_RADIUS * cos(radians(angle))
    # The baseline is lowered by hand: 0.36 em centres a CJK glyph on its point.
    return (
        f'<text transform="translate({x:.2f} {y:.2f}) rotate({angle:.1f})" text-anchor="middle" '
        f'y="{size * 0.36:.2f}" font-size="{size}">{escape(char)}</text>'
    )
