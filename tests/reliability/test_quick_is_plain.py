"""Whatever the service sends: pages decoded in C give the same lines as row by row."""

from __future__ import annotations

import re
import typing as t

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tap_oracle_wms.rows import PageCodec, cut

if t.TYPE_CHECKING:
    from tests.reliability.world import World
    from tests.support import Run

WorldOf: t.TypeAlias = "t.Callable[..., World]"
Json: t.TypeAlias = dict[str, t.Any]

STREAMS = ("facility", "ib_shipment", "load", "wave")
_TIME = re.compile(r',"time_extracted":"[^"]*"')

SHAPES = st.fixed_dictionaries(
    {},
    optional={
        "relation_form": st.just("bare"),
        "set_form": st.sampled_from(["object", "array", "null"]),
        "decimal_form": st.just("number"),
        "timestamps": st.sampled_from(["no_fraction", "z"]),
        "gzip": st.sampled_from([False]),
        "short_pages": st.just(0.3),
        "missing_fields": st.lists(
            st.sampled_from(["create_user", "facility_id", "wave_nbr", "code"]),
            min_size=1,
            max_size=2,
        ),
        "extra_fields": st.just({"brand_new": {"a": [1.50, None]}}),
        "wrong_types": st.dictionaries(
            st.sampled_from(["wave_nbr", "facility_id", "mod_user", "load_nbr"]),
            st.sampled_from([None, "", 7, 7.50, True, ["x"], {"id": 3}, "\u00e4"]),
            max_size=1,
        ),
    },
)
OPTIONS = st.fixed_dictionaries(
    {
        "relations": st.sampled_from(["flat", "object"]),
        "page_size": st.sampled_from([11, 40, 1000]),
    },
)


def lines(run: Run) -> tuple[int, list[str]]:
    """Exit code and lines but for their times; STATE messages depend on pages only."""
    return run.exit_code, [
        _TIME.sub("", line)
        for line in run.stdout.splitlines()
        if not line.startswith('{"type":"STATE')
    ]


def test_quick_is_plain_for_every_shape(world: WorldOf) -> None:
    here = world(*STREAMS)

    @settings(
        max_examples=15,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(shape=SHAPES, options=OPTIONS, piece=st.sampled_from([2_000, cut.PIECE]))
    def agree(shape: Json, options: Json, piece: int) -> None:
        with here.simulator.configured(**shape):
            with pytest.MonkeyPatch.context() as patching:
                patching.setattr(cut, "PIECE", piece)
                quick = here.sync(max_concurrent_requests=1, **options)
            with pytest.MonkeyPatch.context() as patching:
                patching.setattr(PageCodec, "_compile", lambda *_: None)
                plain = here.sync(max_concurrent_requests=1, **options)
        told, expected = lines(quick), lines(plain)
        assert told[0] == expected[0], (quick.stderr, plain.stderr)
        for one, other in zip(told[1], expected[1], strict=True):
            assert one == other

    agree()
