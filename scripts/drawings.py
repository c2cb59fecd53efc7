"""Draws the pictures of the documents, and writes the table of rooms."""

from __future__ import annotations

from scripts import rooms
from scripts.settings_files import ROOT, between_marks
from scripts.svg import Drawing

ARCHITECTURE = "docs/architecture.md"


def one_pass() -> str:
    """Draw passes on the line of time."""
    sheet = Drawing(
        800, 330, "Three passes over time, each from its bookmark less the look-back"
    )
    sheet.line("M30 280H775", arrow=True)
    sheet.words(775, 300, "mod_ts, by the service's clock", "s", "end")
    for x, label in ((300, "pass 2 begins"), (590, "pass 3 begins")):
        sheet.line(f"M{x} 58V280", "l t d")
        sheet.words(x, 48, label, "s", "middle")
    sheet.words(30, 24, "What each pass reads", "b")
    bars = (
        (60, 300, 80, "pass 1"),
        (200, 590, 140, "pass 2"),
        (490, 740, 200, "pass 3"),
    )
    for start, end, y, label in bars:
        sheet.box(start, y, end - start, 24, "h")
        sheet.words(end - 10, y + 17, f"{label}, complete up to its begin", "s", "end")
        sheet.line(f"M{end} {y + 12}h34", "l d", arrow=True)
    for x, y in ((200, 140), (490, 200)):
        sheet.box(x, y, 100, 24, "h")
        sheet.line(f"M{x} {y + 32}h100", "a")
        sheet.words(x + 50, y + 47, "look-back", "s", "middle")
    sheet.words(190, 157, "since", "m", "end")
    sheet.words(480, 217, "since", "m", "end")
    sheet.words(306, 128, "bookmark = until of pass 1", "m")
    sheet.words(596, 188, "bookmark = until of pass 2", "m")
    for x, label in ((250, "a"), (420, "b"), (640, "c")):
        sheet.dot(x, 280)
        sheet.words(x, 268, label, "b", "middle")
    sheet.words(
        30, 322, "a: committed late, found by the look-back.  b: read by pass 2.", "s"
    )
    sheet.words(
        770, 322, "c: changed while pass 2 read; read by it, and by pass 3.", "s", "end"
    )
    return sheet.text()


def catch_up() -> str:
    """Draw which rows the main reading and the catch-up find."""
    sheet = Drawing(
        800, 320, "Rows by time of creation and of modification, and what reads them"
    )
    sheet.box(250, 30, 200, 240, "h")
    sheet.box(80, 30, 170, 110, "g")
    sheet.line("M80 270H470", arrow=True)
    sheet.line("M80 270V18", arrow=True)
    sheet.line("M250 18V270", "l d")
    sheet.line("M80 140H450", "l t d")
    sheet.words(470, 290, "mod_ts", "m", "end")
    sheet.words(72, 40, "create_ts", "m", "end")
    sheet.words(250, 290, "since", "m", "middle")
    sheet.words(72, 144, "since", "m", "end")
    sheet.words(350, 90, "main reading", "b", "middle")
    sheet.words(350, 108, "changed since", "s", "middle")
    sheet.words(165, 80, "catch-up", "b", "middle")
    sheet.words(165, 98, "new, but back-dated", "s", "middle")
    sheet.words(165, 205, "earlier passes", "b", "middle")
    sheet.words(165, 223, "older in both", "s", "middle")
    lines = (
        ("1.", "mod_ts at or after since,"),
        ("", "whenever the row was created."),
        ("2.", "create_ts at or after since, yet mod_ts"),
        ("", "before it: inserted with an old time."),
        ("", "No window over mod_ts finds these."),
        ("", "The bookmark moves when both are done."),
    )
    for number, (mark, text) in enumerate(lines):
        sheet.words(500, 80 + 22 * number, mark, "b")
        sheet.words(520, 80 + 22 * number, text, "s")
    return sheet.text()


def ranges() -> str:
    """Draw how a large stream is cut into ranges of ids, and goes on after a kill."""
    sheet = Drawing(
        800, 330, "A stream cut into ranges of ids, killed, and gone on with"
    )
    sheet.words(30, 26, "A large stream, in ranges that are read at once", "b")
    parts = ((30, 110, 110), (140, 215, 150), (355, 215, 90), (570, 200, 125))
    for x, width, done in parts:
        sheet.box(x, 44, width - 4, 26, "g")
        sheet.box(x, 44, min(done, width - 4), 26, "h")
        sheet.words(x + 6, 61, "read", "s")
        if done < width - 4:
            sheet.line(f"M{x + done} 40v34", "a")
    sheet.line("M30 88H775", arrow=True)
    sheet.words(775, 106, "id", "m", "end")
    for x, label in ((290, "120034"), (445, "151870"), (695, "190412")):
        sheet.words(x, 106, label, "m", "middle")
    sheet.words(30, 142, "Killed here. The last STATE holds what is left:", "b")
    state = (
        '"segments": [',
        '  {"after": 120034, "through": 142000},',
        '  {"after": 151870, "through": 170000},',
        '  {"after": 190412, "through": null}',
        "]",
    )
    for number, text in enumerate(state):
        sheet.words(46, 166 + 18 * number, text.replace(" ", "\u00a0"), "m")
    sheet.words(430, 166, "after: the last id that was written.", "s")
    sheet.words(430, 186, "through: where the range ends; null is the end", "s")
    sheet.words(430, 206, "of the stream.", "s")
    sheet.words(30, 278, "The next run reads the rest, to the same until", "b")
    for x, width, done in parts[1:]:
        sheet.box(x + done, 292, width - 4 - done, 26, "h")
        sheet.line(f"M{x + done + 6} 305h{width - 22 - done}", "a", arrow=True)
    return sheet.text()


DRAWINGS = {
    "docs/pictures/pass.svg": one_pass,
    "docs/pictures/catch-up.svg": catch_up,
    "docs/pictures/ranges.svg": ranges,
    "docs/pictures/rooms.svg": rooms.drawing,
}


def main() -> None:
    """Write all files."""
    for name, draw in DRAWINGS.items():
        (ROOT / name).write_text(draw(), encoding="utf-8")
    path = ROOT / ARCHITECTURE
    text = path.read_text(encoding="utf-8")
    path.write_text(between_marks(text, rooms.table(), "rooms"), encoding="utf-8")


if __name__ == "__main__":
    main()
