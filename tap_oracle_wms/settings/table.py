"""The table of settings: one row each, from which schema and checks are made."""

from __future__ import annotations

import typing as t

from tap_oracle_wms.settings.options import ENTITY_OPTIONS_SHAPE, MAX_PAGE_SIZE
from tap_oracle_wms.settings.setting import Setting

AUTH_METHODS = ("basic", "oauth2_password", "oauth2_client_credentials", "bearer")
RELATION_FORMS = ("flat", "object")

SETTINGS: tuple[Setting, ...] = (
    Setting(
        "base_url",
        "string",
        "Base URL",
        "Address of the environment: https://<host>/<environment>. A pasted address "
        "that goes on with /wms/lgfapi/... is cut there. http:// is accepted for "
        "this machine's own addresses only.",
        "https://wms.example.com/acme",
        required=True,
    ),
    Setting(
        "auth_method",
        "string",
        "Sign-in method",
        "How to sign in: basic (user and password), oauth2_password, "
        "oauth2_client_credentials, or bearer (a token obtained elsewhere).",
        "basic",
        default="basic",
        choices=AUTH_METHODS,
    ),
    Setting(
        "username",
        "string",
        "User name",
        "WMS user, for basic and oauth2_password. It sees the facilities and "
        "companies that it is eligible for, and no others.",
        "svc_extract",
    ),
    Setting(
        "password",
        "string",
        "Password",
        "Password of the user, for basic and oauth2_password.",
        "<password>",
        secret=True,
    ),
    Setting(
        "client_id",
        "string",
        "OAuth2 client id",
        "Client id of the registered application, for the oauth2 methods.",
        "tap-client",
    ),
    Setting(
        "client_secret",
        "string",
        "OAuth2 client secret",
        "Client secret of the registered application, for the oauth2 methods.",
        "<secret>",
        secret=True,
    ),
    Setting(
        "token_url",
        "string",
        "OAuth2 token URL",
        "Where tokens are issued, for the oauth2 methods. Default: the tenant's own "
        "issuer, <base_url>/api/oauth2/token/.",
        "https://wms.example.com/acme/api/oauth2/token/",
    ),
    Setting(
        "oauth_scope",
        "string",
        "OAuth2 scope",
        "Scope to ask for with a token, if the issuer wants one.",
        "read",
    ),
    Setting(
        "refresh_token",
        "string",
        "OAuth2 refresh token",
        "Refresh token to start from, for the oauth2 methods. A newer one that the "
        "issuer hands out replaces it for the rest of the run.",
        "<refresh token>",
        secret=True,
    ),
    Setting(
        "access_token",
        "string",
        "Access token",
        "Token to send, for bearer. It cannot be renewed by the tap.",
        "<token>",
        secret=True,
    ),
    Setting(
        "http_headers",
        "object",
        "Extra HTTP headers",
        "Headers to add to each request to base_url, such as an API gateway's key.",
        {"X-Api-Key": "<key>"},
        secret=True,
        items={"type": "string"},
    ),
    Setting(
        "api_version",
        "string",
        "API version",
        "Version segment of the REST API.",
        "v10",
        default="v10",
    ),
    Setting(
        "entities",
        "array",
        "Entities",
        "Names or globs of the entities that discovery looks at.",
        ["order_*", "inventory"],
        default=["*"],
    ),
    Setting(
        "exclude_entities",
        "array",
        "Excluded entities",
        "Names or globs of entities that discovery leaves out.",
        ["stage_*"],
        default=[],
    ),
    Setting(
        "start_date",
        "date-time",
        "Start date",
        "Floor of the first incremental pass: a date, a date-time, or a form such as "
        "'6 months ago', read in UTC. Without it everything is read.",
        "2026-01-01",
    ),
    Setting(
        "end_date",
        "date-time",
        "End date",
        "Ceiling of the incremental passes, for a bounded backfill. Same forms as "
        "start_date; rows modified at or after it are left out.",
        "2026-06-30T00:00:00+00:00",
    ),
    Setting(
        "page_size",
        "integer",
        "Page size",
        "Rows asked for in one page.",
        1000,
        default=1000,
        minimum=1,
        maximum=MAX_PAGE_SIZE,
    ),
    Setting(
        "lookback_window",
        "integer",
        "Look-back window",
        "Seconds before the bookmark at which an incremental pass starts, for rows "
        "that were committed late. The stored bookmark is never lowered.",
        600,
        default=600,
        minimum=0,
        maximum=10 * 366 * 86400,
    ),
    Setting(
        "max_concurrent_requests",
        "integer",
        "Requests at once",
        "Most requests in flight over the whole run.",
        4,
        default=4,
        minimum=1,
        maximum=32,
    ),
    Setting(
        "max_requests_per_second",
        "number",
        "Requests per second",
        "Most requests started in a second over the whole run. None: no limit.",
        5,
        minimum=0.001,
        maximum=10_000,
    ),
    Setting(
        "request_timeout",
        "integer",
        "Request timeout",
        "Seconds to wait for an answer. The service's gateway cuts requests at 300.",
        330,
        default=330,
        minimum=1,
        maximum=86400,
    ),
    Setting(
        "max_retries",
        "integer",
        "Retries",
        "Repetitions of a request that failed for a passing reason, with growing "
        "random waits; a Retry-After of the service is honoured.",
        8,
        default=8,
        minimum=0,
        maximum=100,
    ),
    Setting(
        "relations",
        "string",
        "Form of relations",
        "flat: a relation becomes two columns, x_id and x_id__key. object: it stays "
        "an object with id, key and url.",
        "flat",
        default="flat",
        choices=RELATION_FORMS,
    ),
    Setting(
        "discovery_sample",
        "boolean",
        "Sample in discovery",
        "Read one row per entity in discovery, to find the fields that the service's "
        "own description leaves out.",
        example=True,
        default=True,
    ),
    Setting(
        "verify_time_filters",
        "boolean",
        "Proof of time filters",
        "true: a run goes by a time filter only after a row has shown that the service "
        "takes its offset into account, and asks for a proof where no row does (two "
        "small requests a run at most, while the entity has rows); streams fail if the "
        "offset is ignored. false: nothing is tried. Not set: as true in continuous "
        "mode; else a warning where no row has shown it.",
        example=True,
    ),
    Setting(
        "entity_options",
        "object",
        "Options per entity",
        "Options by entity name or glob: filters (extra query filters), partitions "
        "(list of filter objects, each read and bookmarked by itself), page_size, "
        "replication_key, lookback_window, field_types (field to string, integer, "
        "number, boolean, date or date-time). Later matches win.",
        {
            "inventory_history": {
                "partitions": [
                    {
                        "company_id__code": "ACME",
                        "facility_id__code": "DC1",
                        "history_activity_id": 1,
                        "status_id": 0,
                    },
                ],
            },
        },
        default={},
        items=ENTITY_OPTIONS_SHAPE,
    ),
    Setting(
        "verify_ssl",
        "boolean-or-path",
        "Verify TLS certificates",
        "true, false, or the path of a file with the certificates to trust.",
        "/etc/ssl/certs/company-ca.pem",
        default=True,
    ),
    Setting(
        "user_agent",
        "string",
        "User agent",
        "User-Agent header. Default: tap-oracle-wms/<version>.",
        "acme-data-platform/1.0",
    ),
    Setting(
        "poll_interval",
        "number",
        "Seconds between passes",
        "Continuous mode: seconds from the beginning of one pass over a stream to the "
        "next. None: one pass, then the end.",
        5,
        minimum=0.1,
        maximum=86400,
    ),
    Setting(
        "full_table_interval",
        "number",
        "Seconds between full-table passes",
        "Continuous mode: the slower pace of streams that are read as a whole.",
        3600,
        default=3600,
        minimum=0.1,
        maximum=30 * 86400,
    ),
    Setting(
        "poll_backoff",
        "number",
        "Longest wait of a quiet stream",
        "Continuous mode: a stream that brings nothing new is asked less and less "
        "often, down to once in so many seconds, until it does. None: always at "
        "poll_interval.",
        60,
        minimum=0.1,
        maximum=86400,
    ),
    Setting(
        "poll_limit",
        "integer",
        "Passes in all",
        "Continuous mode: end after so many passes over each stream, waits of quiet "
        "streams counted in; a last catch-up included. None: no end.",
        720,
        minimum=1,
        maximum=10**9,
    ),
    Setting(
        "lag_bound",
        "number",
        "Bound of lag",
        "Continuous mode: seconds that a stream may be behind its own pace before the "
        "tap counts as not ready.",
        300,
        default=300,
        minimum=0.1,
        maximum=30 * 86400,
    ),
    Setting(
        "health_port",
        "integer",
        "Port of the health pages",
        "Continuous mode: answer /healthz, /readyz and /metrics over HTTP on this port "
        "of 127.0.0.1; 0 for any free one, which the log names. None: no pages.",
        8080,
        minimum=0,
        maximum=65535,
    ),
    Setting(
        "heartbeat_file",
        "string",
        "Heartbeat file",
        "Continuous mode: a file that is written again as long as the tap is at work, "
        "with the lag of each stream in JSON.",
        "heartbeat.json",
    ),
    Setting(
        "metrics_file",
        "string",
        "Metrics file",
        "Write metrics for Prometheus into this file (*.prom, for the textfile "
        "collector of node_exporter), every 15 seconds and at the end. Needs the extra "
        "prometheus.",
        "tap_oracle_wms.prom",
    ),
    # Read by the SDK's streams, yet missing from the settings that the SDK adds.
    Setting(
        "emit_activate_version_messages",
        "boolean",
        "Activate versions",
        "Write ACTIVATE_VERSION at the end of a complete full-table pass, so that a "
        "target can remove the rows that are gone.",
        example=True,
        default=False,
    ),
)

BY_NAME: dict[str, Setting] = {setting.name: setting for setting in SETTINGS}


def config_jsonschema() -> dict[str, t.Any]:
    """JSON schema of the tap's own settings, in the order of the table."""
    return {
        "type": "object",
        "properties": {setting.name: setting.jsonschema() for setting in SETTINGS},
        "required": [setting.name for setting in SETTINGS if setting.required],
        "additionalProperties": True,
    }
