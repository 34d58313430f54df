"""Plots as inline SVG: no script, no request, colours from the page's style sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from qa_service.evaluation.record import Estimate

_WIDTH, _HEIGHT = 440, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 20, 12, 42


@dataclass(frozen=True)
class Series:
    name: str
    points: tuple[tuple[float, float], ...]
    labels: tuple[str, ...]
    """What a pointer over each point shows."""
    marks: bool = True
    """Whether the points are marked, or a line alone is drawn."""


def interval_bar(estimate: Estimate, width: int) -> Markup:
    """A value and its interval on a scale from 0 to 1, `width` pixels long."""
    low, high, value = (width * x for x in (estimate.low, estimate.high, estimate.value))
    return Markup(
        '<svg class="bar" viewBox="-4 0 {w} 14" width="{w}" height="14" aria-hidden="true">'
        '<line class="track" x1="0" x2="{end}" y1="7" y2="7"/>'
        '<line class="interval" x1="{low:.1f}" x2="{high:.1f}" y1="7" y2="7"/>'
        '<circle class="value" cx="{value:.1f}" cy="7" r="4"/></svg>'
    ).format(w=width + 8, end=width, low=low, high=high, value=value)


def line_plot(
    title: str,
    series: Sequence[Series],
    *,
    x: str,
    y: str,
    x_range: tuple[float, float] = (0.0, 1.0),
    x_ticks: Sequence[float] | None = None,
    mark: tuple[float, float, str] | None = None,
) -> Markup:
    """Lines over x, with y from 0 to 1. At most two series, told apart by colour, dash and name.
    `mark` is a point set apart from the lines, with its name."""
    low, high = x_range
    span = (high - low) or 1.0

    def place(point: tuple[float, float]) -> tuple[float, float]:
        return (
            _LEFT + (point[0] - low) / span * (_WIDTH - _LEFT - _RIGHT),
            _HEIGHT - _BOTTOM - point[1] * (_HEIGHT - _TOP - _BOTTOM),
        )

    parts = [
        Markup('<svg class="plot" viewBox="0 0 {} {}" role="img" aria-label="{}">').format(
            _WIDTH, _HEIGHT, title
        ),
        *(_y_tick(place((low, tick))[1], tick) for tick in (0, 0.25, 0.5, 0.75, 1)),
        *(
            _x_tick(place((tick, 0))[0], f"{tick:.0%}" if x_ticks is None else f"{tick:g}")
            for tick in (x_ticks if x_ticks is not None else (0, 0.25, 0.5, 0.75, 1))
        ),
        Markup('<text class="label" x="{}" y="{}" text-anchor="middle">{}</text>').format(
            (_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 4, x
        ),
        Markup(
            '<text class="label" transform="translate(11 {}) rotate(-90)" '
            'text-anchor="middle">{}</text>'
        ).format((_HEIGHT - _BOTTOM + _TOP) / 2, y),
    ]
    for number, one in enumerate(series, start=1):
        places = [place(point) for point in one.points]
        parts.append(
            Markup('<polyline class="series s{}" points="{}"/>').format(
                number, " ".join(f"{px:.1f},{py:.1f}" for px, py in places)
            )
        )
        for (px, py), label in zip(places, one.labels, strict=True):
            parts.append(
                Markup(
                    '<circle class="{} s{}" cx="{:.1f}" cy="{:.1f}" r="{}">'
                    "<title>{}</title></circle>"
                ).format("point" if one.marks else "ghost", number, px, py, 4, label)
            )
    if mark is not None:
        px, py = place(mark[:2])
        # The name keeps clear of the edge that the point is near.
        anchor, dx = ("end", -9) if px > _WIDTH / 2 else ("start", 9)
        dy = 16 if py < _TOP + 20 else -9
        parts.append(
            Markup(
                '<circle class="mark" cx="{:.1f}" cy="{:.1f}" r="6"/>'
                '<text class="marked" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>'
            ).format(px, py, px + dx, py + dy, anchor, mark[2])
        )
    parts.append(Markup("</svg>"))
    return Markup("").join(parts)


def _y_tick(y: float, value: float) -> Markup:
    return Markup(
        '<line class="grid" x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/>'
        '<text class="tick" x="{}" y="{:.1f}" text-anchor="end">{:.0%}</text>'
    ).format(_LEFT, _WIDTH - _RIGHT, y, y, _LEFT - 6, y + 4, value)


def _x_tick(x: float, text: str) -> Markup:
    return Markup('<text class="tick" x="{:.1f}" y="{}" text-anchor="middle">{}</text>').format(
        x, _HEIGHT - _BOTTOM + 16, text
    )
