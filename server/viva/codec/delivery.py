"""Delivery's wire shape."""

from pydantic import BaseModel, ConfigDict

from viva.domain.delivery import Delivery, Measure, Pause, PhaseTime, Span


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SpanOut(_Wire):
    """What is usual, in the measure's unit."""

    low: float
    high: float


class MeasureOut(_Wire):
    """One measure. `about`: an approximation."""

    id: str
    name: str
    value: float
    unit: str
    text: str
    range: SpanOut | None
    range_text: str
    source: str
    about: bool


class PauseOut(_Wire):
    """A silence within an answer; the words of turn `before_turn` go on after it."""

    before_turn: int
    ms: int


class PhaseTimeOut(_Wire):
    """A phase against its plan."""

    id: str
    minutes_used: float
    minutes_planned: float | None


class DeliveryOut(_Wire):
    """How it was said. None of it is in the score."""

    measures: tuple[MeasureOut, ...]
    pauses: tuple[PauseOut, ...]
    phases: tuple[PhaseTimeOut, ...]


def delivery_out(delivery: Delivery) -> DeliveryOut:
    """The wire model of a session's delivery."""
    return DeliveryOut(
        measures=tuple(_measure(item) for item in delivery.measures),
        pauses=tuple(PauseOut(before_turn=pause.before_turn, ms=pause.ms) for pause in delivery.pauses),
        phases=tuple(
            PhaseTimeOut(id=p.id, minutes_used=p.minutes_used, minutes_planned=p.minutes_planned)
            for p in delivery.phases
        ),
    )


def delivery_of(wire: DeliveryOut) -> Delivery:
    """What the wire model says."""
    return Delivery(
        measures=tuple(
            Measure(
                id=m.id,
                name=m.name,
                value=m.value,
                unit=m.unit,
                text=m.text,
                range=m.range and Span(m.range.low, m.range.high),
                range_text=m.range_text,
                source=m.source,
                about=m.about,
            )
            for m in wire.measures
        ),
        pauses=tuple(Pause(pause.before_turn, pause.ms) for pause in wire.pauses),
        phases=tuple(PhaseTime(p.id, p.minutes_used, p.minutes_planned) for p in wire.phases),
    )


def _measure(item: Measure) -> MeasureOut:
    return MeasureOut(
        id=item.id,
        name=item.name,
        value=item.value,
        unit=item.unit,
        text=item.text,
        range=item.range and SpanOut(low=item.range.low, high=item.range.high),
        range_text=item.range_text,
        source=item.source,
        about=item.about,
    )
