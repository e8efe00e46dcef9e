"""Which widget the keys go to next."""

from spritelift_runtime.window.widgets.painter import shown
from spritelift_runtime.window.widgets.widget import Widget


def in_order(content: Widget) -> list[Widget]:
    """Every widget that Tab stops at, in its order."""
    return [
        widget for widget, _ in shown([content], content.rect) if widget.focusable and widget.enabled and widget.rect.w
    ]


def focusable(widget: Widget, content: Widget) -> bool:
    """Whether the keys can go to `widget`: it is there, seen and enabled."""
    return any(widget is each for each in in_order(content))


def next_focus(content: Widget, focus: Widget | None, by: int) -> Widget | None:
    """The widget after (1) or before (-1) `focus`, around and around; None where there is none at all."""
    order = in_order(content)
    if not order:
        return None
    at = next((i for i, widget in enumerate(order) if widget is focus), None)
    if at is None:
        return order[0 if by > 0 else -1]
    return order[(at + by) % len(order)]
