"""Whole lines on stdout, whatever the stream underneath does."""

from __future__ import annotations

import datetime
import io
import json
import types
import typing as t

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from singer_sdk.singerlib.encoding.simple import (
    ActivateVersionMessage,
    Message,
    RecordMessage,
    SchemaMessage,
    StateMessage,
)

from tap_oracle_wms.http import decode_json
from tap_oracle_wms.output import (
    LineWriter,
    OutputError,
    indented_json,
    write_text,
    writer,
)
from tap_oracle_wms.rows import Lines, encode_json
from tap_oracle_wms.values.convert import to_number


class Trickle(io.RawIOBase):
    """Takes a few bytes of each write only, as unbuffered streams may."""

    def __init__(self, sizes: t.Iterable[int | None]) -> None:
        super().__init__()
        self.taken = bytearray()
        self.writes = 0
        self.flushes = 0
        self._sizes = iter(sizes)

    def writable(self) -> bool:
        return True

    def write(self, data: t.Any) -> int | None:  # noqa: ANN401 - any buffer
        size = next(self._sizes, len(data))
        self.writes += 1
        if size is None:  # would block
            return None
        self.taken += bytes(data[:size])
        return min(size, len(data))

    def flush(self) -> None:
        self.flushes += 1


class Stdout:
    """A stdout with a buffer of our own."""

    def __init__(self, buffer: Trickle) -> None:
        self.buffer = buffer


def use(patch: pytest.MonkeyPatch, stdout: object) -> None:
    """Let the writer write there; pytest keeps the real stdout to itself."""
    patch.setattr(writer, "sys", types.SimpleNamespace(stdout=stdout))


def record(number: int, **values: object) -> RecordMessage:
    return RecordMessage("item", {"id": number, **values})


def lines(raw: bytes | bytearray) -> list[dict[str, t.Any]]:
    assert raw.endswith(b"\n")
    return [json.loads(line) for line in raw.splitlines()]


@pytest.fixture
def trickle(monkeypatch: pytest.MonkeyPatch) -> Trickle:
    stream = Trickle([])
    use(monkeypatch, Stdout(stream))
    return stream


def test_records_are_gathered_and_anything_else_lets_them_leave(
    trickle: Trickle,
) -> None:
    out = LineWriter()
    out.write_message(record(1))
    out.write_message(record(2))
    assert trickle.taken == b""
    out.write_message(StateMessage({"bookmarks": {}}))
    assert [line["type"] for line in lines(trickle.taken)] == [
        "RECORD",
        "RECORD",
        "STATE",
    ]
    assert trickle.writes == 1
    assert trickle.flushes == 1


@pytest.mark.parametrize(
    "message",
    [
        StateMessage({"bookmarks": {"item": {"replication_key_value": None}}}),
        StateMessage({}),
        SchemaMessage("item", {"properties": {"id": {"type": "integer"}}}),
        SchemaMessage("item", {"properties": {"id": {"default": None}}}, ["id"], []),
        SchemaMessage("item", {"properties": {}}, ("id",), ["mod_ts"]),
        ActivateVersionMessage("item", 7),
        RecordMessage("item", {"id": None}, version=7),
    ],
    ids=repr,
)
def test_messages_say_what_those_of_the_sdk_say(message: Message) -> None:
    written = json.loads(LineWriter().serialize_message(message))
    assert written == json.loads(json.dumps(message.to_dict()))


def test_what_was_gathered_leaves_by_its_size(
    trickle: Trickle,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(writer, "_FLUSH_AT", 1000)
    out = LineWriter()
    for number in range(20):
        out.write_message(record(number, text="x" * 100))
    assert 10 < len(lines(trickle.taken)) <= 20
    out.flush()
    assert [line["record"]["id"] for line in lines(trickle.taken)] == list(range(20))


def test_nothing_gathered_writes_nothing(trickle: Trickle) -> None:
    out = LineWriter()
    out.flush()
    out.write_message(record(1))
    out.flush()
    out.flush()
    assert trickle.writes == 1


def test_writes_that_were_cut_short_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Trickle([1, 2, 0, None, 3, 5, 8])
    use(monkeypatch, Stdout(stream))
    out = LineWriter()
    for number in range(5):
        out.write_message(record(number, text="ä" * 20))
    out.flush()
    assert [line["record"]["id"] for line in lines(stream.taken)] == [0, 1, 2, 3, 4]
    assert stream.writes == 8


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.dictionaries(st.text(max_size=5), st.text(), max_size=3), min_size=1),
    st.lists(st.integers(0, 7) | st.none(), max_size=40),
)
def test_every_line_arrives_once_and_whole(
    values: list[dict[str, str]],
    sizes: list[int | None],
) -> None:
    stream = Trickle(sizes)
    with pytest.MonkeyPatch.context() as patch:
        use(patch, Stdout(stream))
        out = LineWriter()
        for value in values:
            out.write_message(RecordMessage("item", dict(value)))
        out.flush()
    assert [line["record"] for line in lines(stream.taken)] == values


def test_a_stdout_without_a_buffer_is_written_to_as_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = io.StringIO()
    use(monkeypatch, text)
    out = LineWriter()
    out.write_message(record(1, text="ä\n"))
    out.flush()
    assert lines(text.getvalue().encode())[0]["record"] == {"id": 1, "text": "ä\n"}


def test_numbers_are_written_exactly(trickle: Trickle) -> None:
    out = LineWriter()
    out.write_message(record(1, qty=to_number("10.50"), tiny=to_number("1E-8")))
    out.flush()
    assert b'"qty":10.50,"tiny":0.00000001' in trickle.taken


def test_text_that_is_no_unicode_is_written_all_the_same(trickle: Trickle) -> None:
    """JSON may hold half of a surrogate pair; the line must stay valid."""
    out = LineWriter()
    out.write_message(record(1, text=decode_json(b'"\\ud800 half"')))
    out.flush()
    assert lines(trickle.taken)[0]["record"]["text"] == "\ud800 half"


NOW = datetime.datetime(2026, 7, 15, 12, 0, 0, 5, tzinfo=datetime.timezone.utc)


@pytest.mark.parametrize("version", [None, 0, 7], ids=repr)
def test_records_that_are_json_already_become_the_same_messages(
    trickle: Trickle,
    version: int | None,
) -> None:
    records = [{"id": number, "text": 'ä "x"'} for number in (1, 2, 3)]
    out = LineWriter()
    out.write_lines(
        "item", Lines.of([encode_json(each) for each in records]), version, NOW
    )
    whole = bytes(trickle.taken)
    trickle.taken.clear()
    for each in records:
        out.write_message(RecordMessage("item", dict(each), version, NOW))
    out.flush()
    assert lines(whole) == lines(trickle.taken)
    assert len(lines(whole)) == 3


def test_they_come_after_what_was_gathered_before(trickle: Trickle) -> None:
    out = LineWriter()
    out.write_message(record(1))
    out.write_lines("item", Lines.of([b'{"id":2}']), None, NOW)
    assert [line["record"]["id"] for line in lines(trickle.taken)] == [1, 2]


def test_no_records_are_no_lines(trickle: Trickle) -> None:
    LineWriter().write_lines("item", Lines(), None, NOW)
    assert trickle.taken == b""


def test_a_line_is_one_line_for_every_reader(trickle: Trickle) -> None:
    """Some take more characters for line ends than JSON does."""
    text = "a\u2028b\u2029c\x85d\\\u2028e\n\r\x0b\x0c\x1c\x1d\x1e"
    out = LineWriter()
    out.write_message(record(1, text=text))
    out.write_lines("item", Lines.of([encode_json({"id": 2, "text": text})]), None, NOW)
    assert len(trickle.taken.decode().splitlines()) == 2
    assert [line["record"]["text"] for line in lines(trickle.taken)] == [text, text]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (BrokenPipeError(32, "Broken pipe"), "Broken pipe"),
        (OSError(28, "No space left on device"), "No space left on device"),
        (ValueError("write to closed file"), "it is closed"),
    ],
    ids=["reader-gone", "disk-full", "closed"],
)
@pytest.mark.parametrize("where", ["write", "flush"])
def test_a_stdout_that_takes_nothing_is_an_error_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    reason: str,
    where: str,
) -> None:
    def fail(*_: object) -> int:
        raise error

    stream = Trickle([])
    monkeypatch.setattr(stream, where, fail)
    use(monkeypatch, Stdout(stream))
    out = LineWriter()
    out.write_message(record(1))
    with pytest.raises(OutputError) as caught:
        out.flush()
    assert str(caught.value) == reason


def test_a_text_that_is_no_message_is_written_as_it_is(trickle: Trickle) -> None:
    write_text('{"streams": []}')
    assert trickle.taken == b'{"streams": []}\n'


def test_a_document_is_indented_and_says_the_same() -> None:
    content = {"streams": [{"a": None, "b": [1, {"c": "\u00e4\n"}]}], "empty": {}}
    text = indented_json(content)
    assert json.loads(text) == content
    assert text.startswith('{\n  "streams": [\n    {\n      "a": null,\n')
