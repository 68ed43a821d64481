"""Delivery over time."""

from viva.api.schemas.base import Out


class DeliveryPointOut(Out):
    """One session's measures by id. `date` is when it began (ISO 8601, UTC)."""

    session: str
    date: str
    title: str
    measures: dict[str, float]
