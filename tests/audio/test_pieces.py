"""A long recording is cut at pauses, and all speech is in the pieces once."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from viva.speech.levels import FRAME, FRAME_MS
from viva.speech.pieces import LONGEST_MS, Cutter, Piece


def cut(probabilities: list[float]) -> list[Piece]:
    """The pieces; each frame's samples are its number."""
    cutter = Cutter()
    found = [cutter.hear(np.broadcast_to(np.float32(i), FRAME), p) for i, p in enumerate(probabilities)]
    return [piece for piece in [*found, cutter.finish()] if piece is not None]


def frames(piece: Piece) -> list[int]:
    """The numbers of its frames."""
    return [int(n) for n in piece.audio[::FRAME]]


def ms(length: int) -> int:
    """Frames of so many ms."""
    return length // FRAME_MS


def test_short_sentences_share_a_piece_and_a_long_pause_parts_them() -> None:
    sentence = [0.9] * ms(3_000)
    pieces = cut([*sentence, *[0.1] * ms(500), *sentence, *[0.0] * ms(3_000), *sentence])
    assert len(pieces) == 2
    assert pieces[0].start_ms == 0
    assert 6_500 <= len(pieces[0].audio) // 16 < 7_000
    assert pieces[0].voiced_ms == 2 * ms(3_000) * FRAME_MS
    # Speech begins a little after the piece does: its first sound is whole.
    assert frames(pieces[1])[0] * FRAME_MS - pieces[0].voiced_ms > 0
    assert pieces[1].start_ms == frames(pieces[1])[0] * FRAME_MS


def test_a_long_answer_is_cut_at_a_short_pause() -> None:
    pieces = cut([*[0.9] * ms(16_000), *[0.1] * ms(450), *[0.9] * ms(8_000)])
    assert len(pieces) == 2
    assert len(pieces[0].audio) // 16 < 16_500


def test_speech_without_a_pause_is_cut_where_it_is_least_likely() -> None:
    steady = [0.9] * ms(60_000)
    steady[ms(26_000)] = 0.4
    pieces = cut(steady)
    assert frames(pieces[0])[-1] == ms(26_000)
    assert all(len(piece.audio) // 16 <= LONGEST_MS for piece in pieces)


def test_a_click_is_no_piece() -> None:
    assert cut([0.0] * 20 + [0.9] * 2 + [0.0] * 60) == []


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([0.0, 0.1, 0.4, 0.6, 0.95]), st.integers(1, 1_200)), min_size=1, max_size=20
    )
)
def test_pieces_are_in_order_short_enough_and_hold_all_sure_speech(runs: list[tuple[float, int]]) -> None:
    probabilities = [p for p, length in runs for _ in range(length)]
    pieces = cut(probabilities)
    seen: list[int] = []
    for piece in pieces:
        assert len(piece.audio) // 16 <= LONGEST_MS
        assert piece.start_ms == frames(piece)[0] * FRAME_MS
        assert 0 < piece.voiced_ms <= len(piece.audio) // 16
        seen += frames(piece)
    assert seen == sorted(set(seen))
    heard = set(seen)
    speech = [i for i, p in enumerate(probabilities) if p >= 0.5]
    missed = [i for i in speech if i not in heard]
    # Only clicks of under 100 ms are left out.
    assert len(missed) == 0 or all(sum(abs(i - j) <= 3 for j in speech) <= 5 for i in missed)
