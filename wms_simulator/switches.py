"""Every way in which the simulator can be told to answer differently."""

from __future__ import annotations

import dataclasses
import json
import typing as t
from dataclasses import dataclass, field

if t.TYPE_CHECKING:
    from wms_simulator._types import Json

_RULE_KEYS = frozenset({"value", "entities", "kinds", "rate", "times", "after"})


def _about(doc: str, choices: tuple[str, ...] = ()) -> dict[str, t.Any]:
    return {"doc": doc, "choices": choices}


@dataclass(frozen=True)
class Switches:
    """All switches with their defaults, which are the documented behaviour.

    A switch is set to a plain value, or to a rule (or a list of rules, of
    which the first that applies counts) that narrows it down:
    `{"value": ..., "entities": ["order_*"], "kinds": ["list"], "rate": 0.1,
    "times": 3, "after": 2}`.
    """

    # -- open questions -----------------------------------------------------
    empty_list: str = field(
        default="404",
        metadata=_about(
            "A list without rows answers 404 or an empty page.", ("404", "200")
        ),
    )
    beyond_last: str = field(
        default="404",
        metadata=_about("A page beyond the last.", ("404", "400", "empty", "500")),
    )
    sequenced_order: str = field(
        default="id",
        metadata=_about(
            "The order of rows in sequenced mode.", ("id", "mod_ts", "random", "desc")
        ),
    )
    sequenced_refused: bool = field(
        default=False, metadata=_about("400 to `page_mode=sequenced`.")
    )
    ordering: str = field(
        default="honoured",
        metadata=_about("What `ordering=` does.", ("honoured", "ignored", "refused")),
    )
    page_size_default: int = field(
        default=25, metadata=_about("Rows per page if none is asked for.")
    )
    page_size_cap: int = field(default=1250, metadata=_about("The largest page."))
    page_size_over: str = field(
        default="clamp",
        metadata=_about("A `page_size` above the cap, or a bad one.", ("clamp", "400")),
    )
    page_size_refused: bool = field(
        default=False, metadata=_about("400 to any `page_size`.")
    )
    unknown_filter: str = field(
        default="400",
        metadata=_about("A filter on an unknown field.", ("400", "ignored")),
    )
    id_filter: str = field(
        default="honoured",
        metadata=_about(
            "Filters on `id` (`id__gt`...).", ("honoured", "ignored", "refused")
        ),
    )
    time_filter: str = field(
        default="ok",
        metadata=_about(
            "How times in filters are read.",
            ("ok", "offset_ignored", "z_refused", "subsecond_refused", "naive_only"),
        ),
    )
    ignore_mod_ts_filter: bool = field(
        default=False, metadata=_about("Filters on `mod_ts` do nothing.")
    )
    mandatory_filters: bool = field(
        default=True,
        metadata=_about("`inventory_history` refuses a list without its filters."),
    )
    relation_form: str = field(
        default="object",
        metadata=_about("Relations as objects or bare ids.", ("object", "bare")),
    )
    set_form: str = field(
        default="observed",
        metadata=_about(
            "The form of every `*_set`.", ("observed", "object", "array", "null")
        ),
    )
    decimal_form: str = field(
        default="string",
        metadata=_about("Decimals as strings or JSON numbers.", ("string", "number")),
    )
    timestamps: str = field(
        default="observed",
        metadata=_about("The form of times.", ("observed", "no_fraction", "z")),
    )
    describe_type_words: dict[str, str] | None = field(
        default=None,
        metadata=_about(
            "Other words for types in describe, by usual word or by field."
        ),
    )
    describe_hide: list[str] | None = field(
        default=None, metadata=_about("Fields that describe leaves out.")
    )
    describe_as_list: bool = field(
        default=False, metadata=_about("Describe's `fields` as a list.")
    )
    describe_required_form: str = field(
        default="boolean",
        metadata=_about("The form of `required`.", ("boolean", "letter")),
    )
    describe_status: int | None = field(
        default=None, metadata=_about("Describe answers this status.")
    )
    list_status: int | None = field(
        default=None, metadata=_about("Lists answer this status.")
    )
    unlisted: list[str] | None = field(
        default=None, metadata=_about("Entities left out of the listing (globs).")
    )
    extra_fields: dict[str, t.Any] | None = field(
        default=None,
        metadata=_about("Fields with values that records carry besides their own."),
    )
    missing_fields: list[str] | None = field(
        default=None, metadata=_about("Fields that records leave out.")
    )
    wrong_types: dict[str, t.Any] | None = field(
        default=None, metadata=_about("Fields whose value is replaced by this one.")
    )
    fields_unknown: str = field(
        default="400",
        metadata=_about("An unknown name in `fields=`.", ("400", "ignored")),
    )
    fields_refused: bool = field(
        default=False, metadata=_about("400 to any `fields=`.")
    )
    next_page_host: str | None = field(
        default=None,
        metadata=_about(
            "Where links to pages lead.",
            ("foreign", "https", "internal_port", "missing_port", "relative"),
        ),
    )
    next_page_null_early: bool = field(
        default=False, metadata=_about("`next_page` is null although rows remain.")
    )
    short_pages: float = field(
        default=0.0,
        metadata=_about(
            "The chance of a page that is shorter than asked for, with more behind it."
        ),
    )
    result_count_falls: bool = field(
        default=False, metadata=_about("Counts get smaller from page to page.")
    )
    phantom_last_page: bool = field(
        default=False,
        metadata=_about("The last page links to one more, which answers 500."),
    )
    stale_cursor: bool = field(default=False, metadata=_about("404 to every cursor."))
    duplicate_rows: bool = field(
        default=False, metadata=_about("Each page repeats its first row at its end.")
    )
    null_id: bool = field(
        default=False, metadata=_about("The first row of each page has no `id`.")
    )
    # -- hostilities --------------------------------------------------------
    latency: float | list[float] = field(
        default=0.0, metadata=_about("Seconds before an answer, or [least, most].")
    )
    slow_drip: float = field(
        default=0.0, metadata=_about("Seconds over which a body is dripped out.")
    )
    error: int | dict[str, t.Any] | None = field(
        default=None,
        metadata=_about(
            "Answer with this status, or {status, retry_after, body}: `retry_after` is "
            'seconds or "date:<seconds>", `body` is json, html or empty.'
        ),
    )
    gateway_timeout_above: int | None = field(
        default=None,
        metadata=_about("504 to lists with a larger `page_size` than this."),
    )
    reset: str | None = field(
        default=None,
        metadata=_about("Reset the connection.", ("before", "headers", "middle")),
    )
    truncate: str | None = field(
        default=None, metadata=_about("Cut the body.", ("length", "chunked", "json"))
    )
    login_page: bool = field(
        default=False, metadata=_about("An HTML sign-in page with status 200.")
    )
    redirect: str | None = field(
        default=None, metadata=_about('Redirect: "same" (origin), "foreign", or a URL.')
    )
    unauthorized: bool = field(
        default=False, metadata=_about("401 although the login is right.")
    )
    token_lifetime: float = field(
        default=3600, metadata=_about("The `expires_in` of new tokens, in seconds.")
    )
    token_dies_after: float | None = field(
        default=None,
        metadata=_about(
            "Seconds after which tokens really die, whatever `expires_in` said."
        ),
    )
    token_uses: int | None = field(
        default=None, metadata=_about("Requests after which a token dies.")
    )
    token_grants: list[str] | None = field(
        default=None,
        metadata=_about("The only grants the token endpoint takes (default: all)."),
    )
    hang: bool = field(default=False, metadata=_about("Never answer."))
    gzip: bool = field(
        default=True, metadata=_about("Compress for clients that accept it.")
    )
    date_header: str | float = field(
        default="ok",
        metadata=_about('The Date header: ok, "missing", "absurd", or seconds to add.'),
    )
    paging_hook: dict[str, t.Any] | None = field(
        default=None,
        metadata=_about(
            "A change before every n-th list request: {action, every, entity, count}."
        ),
    )


NAMES = tuple(one.name for one in dataclasses.fields(Switches))
_CHOICES = {one.name: one.metadata["choices"] for one in dataclasses.fields(Switches)}
_STRICT = frozenset(name for name, words in _CHOICES.items() if words)


@dataclass(frozen=True)
class Rule:
    """A switch's value and where it applies.

    Attributes:
        value: The value.
        entities: Globs of entities; empty means all requests.
        kinds: Kinds of requests (list, describe, one, listing, token); empty
            means the usual ones.
        rate: The probability with which it applies, decided by the seed.
        times: How often it applies at most.
        after: How many requests it lets pass first.
    """

    value: Json
    entities: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    rate: float = 1.0
    times: int | None = None
    after: int = 0


def parse_rules(name: str, value: Json) -> tuple[Rule, ...]:
    """Read what a switch was set to.

    Args:
        name: The switch.
        value: A plain value, a rule, or a list of rules.

    Raises:
        ValueError: If there is no such switch, or it does not take the value.
    """
    if name not in NAMES:
        msg = f"no switch {name!r}; there are: {', '.join(NAMES)}"
        raise ValueError(msg)
    if isinstance(value, list) and value and all(map(_is_rule, value)):
        return tuple(_rule(name, one) for one in value)
    return (_rule(name, value if _is_rule(value) else {"value": value}),)


def parse_setting(text: str) -> tuple[str, Json]:
    """Read `name=value` as given on a command line; the value may be JSON.

    Raises:
        ValueError: If it has no `=`.
    """
    name, mark, value = text.partition("=")
    if not mark:
        msg = f"{text!r} is not of the form name=value"
        raise ValueError(msg)
    try:
        return name.strip(), json.loads(value)
    except json.JSONDecodeError:
        return name.strip(), value


def _is_rule(value: object) -> bool:
    return isinstance(value, dict) and "value" in value and value.keys() <= _RULE_KEYS


def _rule(name: str, raw: dict[str, t.Any]) -> Rule:
    value = raw["value"]
    words = _CHOICES[name]
    if name in _STRICT and value is not None:
        value = str(value)
        if value not in words:
            msg = f"switch {name} takes one of {', '.join(words)}, not {value!r}"
            raise ValueError(msg)
    globs = raw.get("entities", ())
    kinds = raw.get("kinds", ())
    return Rule(
        value=value,
        entities=(globs,) if isinstance(globs, str) else tuple(globs),
        kinds=(kinds,) if isinstance(kinds, str) else tuple(kinds),
        rate=float(raw.get("rate", 1.0)),
        times=raw.get("times"),
        after=int(raw.get("after", 0)),
    )
