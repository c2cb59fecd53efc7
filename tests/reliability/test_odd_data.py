"""Values that are not what they were described as."""

from __future__ import annotations

import json
import typing as t

import pytest

from tests.reliability.service import Asked, Reply, Service, serving
from tests.reliability.world import NULLABLE, World, handmade_catalog
from tests.support import Destination, Run, run_tap

WorldOf: t.TypeAlias = t.Callable[..., World]
Json: t.TypeAlias = dict[str, t.Any]

RELATION: t.Final[Json] = {
    "x_id": NULLABLE["integer"],
    "x_id__key": NULLABLE["string"],
}


def read(
    *rows: str,
    fields: Json | None = None,
    options: Json | None = None,
) -> Run:
    """Read an entity of these rows."""
    with Service(serving(*rows)) as service:
        return run_tap(
            config={**service.config, **(options or {})},
            catalog=handmade_catalog("thing", **(fields or {})),
        )


def raw_records(run: Run) -> list[str]:
    """Records as they were written, to the letter."""
    return [line for line in run.stdout.splitlines() if '"type":"RECORD"' in line]


# One value


LOSSLESS: t.Final = [
    ("integer", '"7"', "7"),
    ("integer", "7.0", "7"),
    ("integer", '"0007"', "7"),
    ("integer", '""', "null"),
    ("integer", "2147483648", "2147483648"),
    ("integer", "9223372036854775808", "9223372036854775808"),
    ("integer", '"123456789012345678901234567890"', "123456789012345678901234567890"),
    ("integer", "9007199254740993", "9007199254740993"),
    ("integer", "-0", "0"),
    ("number", '"11.01"', "11.01"),
    ("number", '"10.50"', "10.50"),
    ("number", "10.50", "10.50"),
    ("number", '"0.00107"', "0.00107"),
    ("number", "12345678901234567890.12345", "12345678901234567890.12345"),
    ("number", "0.1234567890123456789012345678", "0.1234567890123456789012345678"),
    ("number", "9007199254740993", "9007199254740993"),
    ("number", "9007199254740993.1", "9007199254740993.1"),
    ("number", "1E-8", "0.00000001"),
    ("number", '""', "null"),
    ("boolean", '"true"', "true"),
    ("boolean", "0", "false"),
    ("boolean", '""', "null"),
    ("date-time", '"2025-01-01T00:00:00Z"', '"2025-01-01T00:00:00.000000+00:00"'),
    (
        "date-time",
        '"2025-01-01T00:00:00-03:00"',
        '"2025-01-01T03:00:00.000000+00:00"',
    ),
    ("date-time", '""', "null"),
    ("date", '"2025-01-31"', '"2025-01-31"'),
    ("time", '"23:59:59"', '"23:59:59"'),
    ("string", "7", '"7"'),
    ("string", "7.10", '"7.10"'),
    ("string", "true", '"true"'),
    ("string", '{"a": [1.50, null]}', r'"{\"a\":[1.50,null]}"'),
    ("string", '""', '""'),
    ("string", "null", "null"),
]


@pytest.mark.parametrize(("kind", "sent", "written"), LOSSLESS)
def test_what_can_be_converted_without_loss_is(
    kind: str,
    sent: str,
    written: str,
) -> None:
    run = read(f'{{"id": 1, "x": {sent}}}', fields={"x": NULLABLE[kind]})
    assert run.exit_code == 0, run.stderr
    (line,) = raw_records(run)
    assert f'"x":{written}}}' in line


SECRET = "Jane Doe, 12 Acme Street"

LOSSY: t.Final = [
    ("integer", f'"{SECRET}"'),
    ("integer", "7.5"),
    ("integer", "true"),
    ("integer", "[]"),
    ("integer", '{"id": 1}'),
    ("integer", '"٣"'),
    ("number", f'"{SECRET}"'),
    ("number", '"1,5"'),
    ("number", '"NaN"'),
    ("number", "true"),
    ("boolean", f'"{SECRET}"'),
    ("boolean", "2"),
    ("date-time", f'"{SECRET}"'),
    ("date-time", '"2025-01-01T00:00:00"'),
    ("date-time", '"2025-02-30T00:00:00Z"'),
    ("date-time", '"2025-01-01T00:00:00.1234567Z"'),
    ("date-time", "1735689600"),
    ("date", '"2025-01-01T10:00:00Z"'),
    ("date", '"01/02/2025"'),
    ("time", '"25:00:00"'),
]


@pytest.mark.parametrize(("kind", "sent"), LOSSY)
def test_what_cannot_be_converted_fails_the_stream_with_its_cure(
    kind: str,
    sent: str,
) -> None:
    rows = ['{"id": 17, "x": null}', f'{{"id": 4711, "x": {sent}}}']
    run = read(*rows, fields={"x": NULLABLE[kind]})
    assert run.exit_code == 1
    told = run.stderr
    assert all(word in told for word in ("thing", "'x'", "4711"))
    cure = json.loads(told[told.index('{"entity_options"') :].splitlines()[0])
    assert cure == {"entity_options": {"thing": {"field_types": {"x": "string"}}}}
    assert SECRET not in told
    # The cure cures, with the very same catalog.
    cured = read(*rows, fields={"x": NULLABLE[kind]}, options=cure)
    assert cured.exit_code == 0, cured.stderr
    assert len(cured.records("thing")) == 2
    assert cured.records("thing")[1]["x"] is not None


def test_a_failing_value_leaves_the_other_streams_alone(world: WorldOf) -> None:
    here = world("load", "task")
    rule = {"value": {"priority": "urgent"}, "entities": ["task"]}
    here.simulator.configure(wrong_types=rule)
    run = here.sync(page_size=20)
    assert run.exit_code == 1
    assert "urgent" not in run.stderr
    assert "bookmark" not in str(run.state["bookmarks"].get("task"))
    arrived = Destination().take(run)
    here.assert_converged(arrived, "load")
    here.simulator.configure(wrong_types=None)
    here.load(arrived)
    here.assert_converged(arrived)


# Relations


@pytest.mark.parametrize(
    ("sent", "number", "key"),
    [
        ('{"id": 7, "key": "K", "url": "u"}', 7, "K"),
        ('{"id": "7", "key": "K"}', 7, "K"),
        ('{"id": 7}', 7, None),
        ('{"id": 7, "key": ""}', 7, ""),
        ('{"id": 7, "key": 12}', 7, "12"),
        ('{"id": 7, "key": {"a": 1}}', 7, '{"a":1}'),
        ('{"id": null, "key": null, "url": null}', None, None),
        ("7", 7, None),
        ('"7"', 7, None),
        ('""', None, None),
        ("null", None, None),
    ],
)
def test_relations_of_any_form(sent: str, number: int | None, key: str | None) -> None:
    run = read(f'{{"id": 1, "x_id": {sent}}}', fields=RELATION)
    assert run.exit_code == 0, run.stderr
    assert run.records("thing") == [{"id": 1, "x_id": number, "x_id__key": key}]


@pytest.mark.parametrize("sent", ['"WH01"', "[7]", '{"key": "K"}', "7.5"])
def test_what_is_no_relation_fails_with_a_cure(sent: str) -> None:
    row = f'{{"id": 1, "x_id": {sent}}}'
    run = read(row, fields=RELATION)
    assert run.exit_code == 1
    told = run.stderr
    cure = json.loads(told[told.index('{"entity_options"') :].splitlines()[0])
    cured = read(row, fields=RELATION, options=cure)
    assert cured.exit_code == 0, cured.stderr
    assert cured.records("thing")[0]["x_id"] is not None


def test_bare_relations_bring_the_same_ids(world: WorldOf) -> None:
    here = world("load", "task")
    objects = here.load(Destination())
    here.simulator.configure(relation_form="bare")
    bare = here.load(Destination())
    for stream in here.streams:
        for one, other in zip(
            objects.records(stream), bare.records(stream), strict=True
        ):
            keys = {name for name in one if name.endswith("__key")}
            assert {n: v for n, v in one.items() if n not in keys} == {
                n: v for n, v in other.items() if n not in keys
            }
            assert all(other[name] is None for name in keys)


# Forms of the whole service


@pytest.mark.parametrize(
    "switches",
    [
        {"decimal_form": "number"},
        {"timestamps": "z"},
        {"set_form": "null"},
        {"set_form": "array"},
        {"set_form": "object"},
        {"gzip": False},
    ],
    ids=str,
)
def test_forms_that_mean_the_same(world: WorldOf, switches: Json) -> None:
    here = world("purchase_order_dtl", "load")
    here.simulator.configure(**switches)
    arrived = Destination()
    here.load(arrived)
    here.load(arrived)
    here.assert_converged(arrived)


def test_timestamps_without_fractions_lose_no_row(world: WorldOf) -> None:
    here = world("load")
    here.simulator.configure(timestamps="no_fraction")
    arrived = Destination()
    here.load(arrived, lookback_window=0)
    for _ in range(6):
        here.simulator.change("load", "touch_random")
    here.load(arrived, lookback_window=0)
    for row in here.expected("load"):
        mine = arrived.rows["load"][row["id"]]
        assert mine["mod_ts"][:19] == row["mod_ts"][:19]


# Fields


def test_fields_that_nobody_described_are_counted_and_named_once(
    world: WorldOf,
) -> None:
    here = world("load")
    here.simulator.configure(extra_fields={"new_flg": True, "newest": SECRET})
    arrived = Destination()
    run = here.load(arrived, page_size=7)
    assert run.stderr.count("new_flg (40 rows)") == 1
    assert run.stderr.count("newest (40 rows)") == 1
    assert SECRET not in run.stderr + run.stdout
    here.assert_converged(arrived)


def test_fields_that_vanished_are_null(world: WorldOf) -> None:
    here = world("load")
    here.simulator.configure(missing_fields=["load_nbr", "carrier_id", "status_id"])
    run = here.load(Destination())
    for record in run.records("load"):
        assert {record[n] for n in ("load_nbr", "carrier_id", "status_id")} == {None}


def test_a_vanished_replication_key_never_ends_in_silence(world: WorldOf) -> None:
    here = world("load")
    arrived = Destination()
    here.load(arrived)
    here.simulator.configure(missing_fields=["mod_ts"])
    here.simulator.change("load", "touch_first")
    run = here.sync(arrived.state)
    if run.exit_code == 0:
        touched = min(here.ids("load"))
        assert touched in {record["id"] for record in run.records("load")}


# Texts


@pytest.mark.parametrize(
    "text",
    [
        r"a\u0000b",
        r"\ud800",
        r"x\udfffy",
        r"\ud83d\ude00",
        r"\u2028\u2029\u0085",
        r"\r\n\t",
        r"\"\\\/",
        "ünï 倉庫",
        r"\ufeffbom",
    ],
)
def test_texts_of_any_kind_arrive_to_the_letter(text: str) -> None:
    row = f'{{"id": 1, "x": "{text}", "y": {{"z": "{text}"}}}}'
    fields = {"x": NULLABLE["string"], "y": NULLABLE["string"]}
    run = read(row, fields=fields)
    assert run.exit_code == 0, run.stderr
    # A line of output is a line: nothing in it may break it for simple readers.
    assert len(run.stdout.splitlines()) == run.stdout.count("\n")
    (record,) = run.records("thing")
    expected = json.loads(f'"{text}"')
    assert record["x"] == expected
    assert json.loads(record["y"]) == {"z": expected}


def test_a_text_of_a_megabyte() -> None:
    text = "0123456789abcdef" * 65536
    rows = [f'{{"id": {n}, "x": "{text}"}}' for n in (1, 2)]
    run = read(*rows, fields={"x": NULLABLE["string"]})
    assert run.exit_code == 0, run.stderr
    assert [record["x"] == text for record in run.records("thing")] == [True, True]


def test_a_body_that_is_no_utf_8_is_no_data() -> None:
    def respond(_: Asked) -> Reply:
        return Reply(b'{"next_page": null, "results": [{"id": 1, "x": "\xff\xfe"}]}')

    with Service(respond) as service:
        catalog = handmade_catalog("thing", x=NULLABLE["string"])
        run = run_tap(config=service.config, catalog=catalog)
    assert run.exit_code == 1
    assert "Internal error" not in run.stderr


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity", "1E999999999"])
def test_numbers_that_json_does_not_know_never_reach_the_output(constant: str) -> None:
    run = read(f'{{"id": 1, "x": {constant}}}', fields={"x": NULLABLE["number"]})
    assert "Internal error" not in run.stderr
    for line in raw_records(run):
        json.loads(line, parse_constant=pytest.fail)
    assert run.exit_code == 1 or raw_records(run)


def test_nesting_without_end_is_no_data() -> None:
    run = read('{"id": 1, "x": ' + "[" * 500 + "]" * 500 + "}")
    assert run.exit_code == 0, run.stderr

    def respond(_: Asked) -> Reply:
        deep = b"[" * 200_000 + b"]" * 200_000
        return Reply(b'{"next_page": null, "results": [{"id": 1, "x": ' + deep + b"}]}")

    with Service(respond) as service:
        catalog = handmade_catalog("thing", x=NULLABLE["string"])
        run = run_tap(config=service.config, catalog=catalog)
    assert "Internal error" not in run.stderr
    assert run.exit_code == 1 or len(run.records("thing")) == 1


# Ids


@pytest.mark.parametrize("big", [2**31, 2**53 + 1, 2**63, 10**30])
def test_ids_of_any_size(big: int) -> None:
    rows = [f'{{"id": {big + n}}}' for n in range(3)]
    run = read(*rows)
    assert run.exit_code == 0, run.stderr
    assert [record["id"] for record in run.records("thing")] == [
        big + n for n in range(3)
    ]
    # And where they are kept to be compared.
    run = read(*reversed(rows))
    assert run.exit_code == 0, run.stderr
    assert {record["id"] for record in run.records("thing")} == {
        big + n for n in range(3)
    }


@pytest.mark.parametrize("first", ["0", "-5", '"3"', "3.0"])
def test_ids_of_odd_forms_are_numbers(first: str) -> None:
    run = read(f'{{"id": {first}}}', '{"id": 9}')
    assert run.exit_code == 0, run.stderr
    assert [record["id"] for record in run.records("thing")] == [
        int(float(json.loads(first))),
        9,
    ]


@pytest.mark.parametrize("first", ["null", '""', "true", '"xyz"', "1.5", "{}", "[]"])
def test_rows_without_a_usable_id_fail_the_stream(first: str) -> None:
    run = read(f'{{"id": {first}}}', '{"id": 9}')
    assert run.exit_code == 1
    assert "without a usable id" in run.stderr
    assert "xyz" not in run.stderr


def test_one_id_in_two_rows_loses_neither() -> None:
    rows = ['{"id": 1, "x": "a"}', '{"id": 1, "x": "b"}', '{"id": 2, "x": "c"}']
    run = read(*rows, fields={"x": NULLABLE["string"]})
    assert run.exit_code == 0, run.stderr
    values = {record["x"] for record in run.records("thing")}
    assert values == {"a", "b", "c"}


def test_rows_that_repeat_a_field_keep_the_last_value() -> None:
    run = read('{"id": 1, "x": 1, "x": 2}', fields={"x": NULLABLE["integer"]})
    assert run.exit_code == 0, run.stderr
    assert run.records("thing") == [{"id": 1, "x": 2}]
