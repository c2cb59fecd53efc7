"""The service's resources."""

from __future__ import annotations

import typing as t
from datetime import datetime, timezone
from fnmatch import fnmatchcase

from rest_framework.response import Response
from rest_framework.views import APIView

from wms_simulator._moments import parse_moment
from wms_simulator.accounts import CLIENT_ID, Account
from wms_simulator.catalog.entities import entities
from wms_simulator.service import hooks, listing
from wms_simulator.service.authentication import (
    WarehouseAuthentication,
    check_client,
    check_password,
)
from wms_simulator.service.describing import describe
from wms_simulator.service.errors import InvalidRequest, StatusError
from wms_simulator.service.rendering import Form, scalar_convert
from wms_simulator.service.state import State, current

if t.TYPE_CHECKING:
    from rest_framework.request import Request

    from wms_simulator.catalog.entities import Entity

API_PATH = "/acme_test/wms/lgfapi/v10/entity"
_GRANTS = ("password", "refresh_token", "client_credentials")


def entity_base(state: State) -> str:
    """Give the address of the entities."""
    return f"{state.origin}{API_PATH}"


class WarehouseView(APIView):
    """Common ground of all resources."""

    http_method_names = ("get", "head")

    def query(self) -> dict[str, str]:
        """Give the parameters; the last of a repeated one wins."""
        return self.request.query_params.dict()

    def find(self, name: str) -> Entity:
        """Find the entity named in the path.

        Raises:
            StatusError: If there is none.
        """
        entity = entities().get(name)
        if entity is None:
            raise StatusError(404)
        return entity

    def asked(self, entity: Entity) -> listing.Asked:
        """Put together what was asked for."""
        state = current()
        return listing.Asked(
            entity=entity,
            query=self.query(),
            account=t.cast("Account", self.request.user),
            state=state,
            path=f"{API_PATH}/{entity.name}",
            base=entity_base(state),
        )


class ListingView(WarehouseView):
    """The names of all entities, and where they are."""

    def get(self, request: Request, **_: t.Any) -> Response:
        """Answer with one object, name to URL."""
        del request
        state = current()
        hidden = state.board.get("unlisted", "", "listing") or ()
        base = entity_base(state)
        return Response(
            {
                name: f"{base}/{name}"
                for name in entities()
                if not any(fnmatchcase(name, glob) for glob in hidden)
            }
        )


class DescribeView(WarehouseView):
    """What an entity's fields are."""

    def get(self, request: Request, name: str, **_: t.Any) -> Response:
        """Answer with parameters and fields."""
        del request
        return Response(describe(current().board, self.find(name)))


class EntityView(WarehouseView):
    """The rows of an entity, page by page."""

    def get(self, request: Request, name: str, **_: t.Any) -> Response:
        """Answer with one page."""
        del request
        entity = self.find(name)
        asked = self.asked(entity)
        hooks.before_list(asked.state, entity)
        made = listing.answer(asked)
        response = Response(made)
        response.rows = len(made["results"])  # type: ignore[attr-defined]
        return response


class RowView(WarehouseView):
    """One row."""

    def get(self, request: Request, name: str, number: str, **_: t.Any) -> Response:
        """Answer with the bare row."""
        asked = self.asked(self.find(name))
        row, changed = listing.find_one(asked, min(int(number), 2**63 - 1))
        headers = {}
        if changed:
            convert = scalar_convert("datetime", Form(zone=asked.account.zone))
            headers["Last-Modified"] = convert(changed) if convert else changed
        since = request.META.get("HTTP_IF_MODIFIED_SINCE")
        if (
            request.method == "HEAD"
            and since
            and changed
            and not _modified(changed, since)
        ):
            return Response(None, status=304, headers=headers)
        response = Response(row, headers=headers)
        response.rows = 1  # type: ignore[attr-defined]
        return response


def _modified(changed: str, since: str) -> bool:
    try:
        asked = parse_moment(since)
    except ValueError as error:
        message = f"'{since}' is not a valid date."
        raise InvalidRequest(message, "If-Modified-Since") from error
    stored = datetime.fromisoformat(changed).replace(tzinfo=timezone.utc)
    return stored > asked


class MissingView(WarehouseView):
    """Everything that the service does not have."""

    def get(self, request: Request, **_: t.Any) -> Response:
        """Answer 404."""
        del request
        raise StatusError(404)


class TokenView(APIView):
    """The built-in OAuth2 issuer."""

    http_method_names = ("post",)
    authentication_classes = ()
    permission_classes = ()

    def post(self, request: Request) -> Response:
        """Give out a token."""
        state = current()
        if not check_client(request.META.get("HTTP_AUTHORIZATION", "")):
            challenge = WarehouseAuthentication().authenticate_header(request)
            return Response(
                {"error": "invalid_client"},
                status=401,
                headers={"WWW-Authenticate": challenge},
            )
        form = t.cast("t.Mapping[str, str]", request.data)
        grant = form.get("grant_type", "")
        taken = state.board.get("token_grants", "", "list") or _GRANTS
        if grant not in taken or grant not in _GRANTS:
            return Response({"error": "unsupported_grant_type"}, status=400)
        account = _account(state, grant, form)
        if account is None:
            return Response({"error": "invalid_grant"}, status=400)
        lifetime = float(state.board.get("token_lifetime", "", "list"))
        dies = state.board.get("token_dies_after", "", "list")
        access, refresh = state.tokens.issue(
            account,
            lifetime if dies is None else float(dies),
            state.board.get("token_uses", "", "list"),
            refresh=grant != "client_credentials",
        )
        made = {
            "access_token": access,
            "expires_in": int(lifetime) if lifetime.is_integer() else lifetime,
            "token_type": "Bearer",
            "scope": "read write",
        }
        if refresh:
            made["refresh_token"] = refresh
        return Response(made, headers={"Cache-Control": "no-store"})


def _account(state: State, grant: str, form: t.Mapping[str, str]) -> Account | None:
    if grant == "password":
        return check_password(form.get("username", ""), form.get("password", ""))
    if grant == "refresh_token":
        return state.tokens.redeem(form.get("refresh_token", ""))
    # The client itself is registered as a user that sees everything.
    return Account(CLIENT_ID, "")
