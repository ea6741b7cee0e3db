"""create_app(): the only place where the service is put together."""

import re
from typing import Final

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from joserfc.jwk import KeySet

from app import health, logs, migrate, workflows_api
from app.access.credentials import Identification
from app.access.identity_providers import Identity
from app.access.tokens import TokenVerifier
from app.audit import service as audit
from app.cases import api as cases_api
from app.cases import (
    authority_api,
    concerns_api,
    consents_api,
    course_api,
    family_api,
    groups_api,
    looks_api,
    notices_api,
    reviews,
    sharing_api,
    talks_api,
    work_api,
    worklist_api,
)
from app.db import Database
from app.edge import service as edge
from app.edge.deprecations import deprecate
from app.edge.limits import EdgeLimits
from app.edge.rate_limits import PROBES
from app.errors import add_handlers
from app.filing import api as filing_api
from app.given_up import api as given_up_api
from app.identity import login_api, role_withdrawals_api, sessions_api
from app.integration import feed_api, links_api, moves_api
from app.lists import api as lists_api
from app.lists import authority_case_api, persons_api, uploads_api
from app.meetings import api as meetings_api
from app.metrics.answers import answered
from app.openapi import describe, operation_id, text_of
from app.oversight import api as oversight_api
from app.oversight import break_glass_api, chain_api
from app.people import encryption, tampering
from app.people.encryption import Vault
from app.post import api as post_api
from app.post import receipts_api, templates_api
from app.receivers.allowed import Receivers
from app.reports import api as reports_api
from app.transfers import api as transfers_api
from app.web import service as pages
from app.web.login import PersonToBe
from app.webhooks import api as webhooks_api

DESCRIPTION = """\
Fra politiets ugentlige liste til en sag, der er endt. Fejl er problem+json (RFC 9457), sider gives med `next_cursor`,
skridt kræver `If-Match`, og `Idempotency-Key` gør det sikkert at sende det samme igen.
"""

TELEMETRY: Final[TelemetryConfig] = {
    # The rest puts what was sent, and the words of exceptions, beside the traces; and a variable of the environment
    # (FASTAPI_OTEL_AUTO_CONFIGURE) would send all of it past app/traces.
    "auto_configure": False,
    "logs": False,
    "metrics": False,
    "operation_spans": False,
    "exclude": lambda scope: scope["path"] in PROBES,
}


def create_app(
    database: Database,
    vault: Vault,
    verifier: Identity,
    limits: EdgeLimits = EdgeLimits(),
    people_to_be: tuple[PersonToBe, ...] = (),
    receivers: Receivers = Receivers(),
) -> FastAPI:
    """The service on one database, with one key for personal data, trusting those whom ``verifier`` names.

    ``people_to_be``: whom anybody can be, in the demo; ``receivers``: where others' systems may be told of events.
    """
    app = _put_together(verifier, limits, people_to_be)
    app.state.receivers = receivers
    work_on(app, database, vault)
    return app


def work_on(app: FastAPI, database: Database, vault: Vault) -> None:
    """From here on ``app`` answers from this database, with this key for personal data."""
    encryption.use(vault)
    audit.guard(database)
    app.state.database = database


def openapi_text() -> str:
    """The OpenAPI document as it is committed; made without a database or any key of somebody's."""
    verifier = TokenVerifier(KeySet([]), issuer="nobody", audience="nobody")
    return text_of(_put_together(verifier, EdgeLimits()))


def _put_together(verifier: Identity, limits: EdgeLimits, people_to_be: tuple[PersonToBe, ...] = ()) -> FastAPI:
    app = edge.Edged(
        title="SSP-sagsgang",
        version="0.1.0",
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        separate_input_output_schemas=False,
        generate_unique_id_function=operation_id,
        telemetry=TELEMETRY,
        redirect_slashes=False,  # a redirect would repeat the address, and whatever somebody put in it
    )
    app.state.identity = verifier
    app.state.revision = migrate.head()
    app.state.leaving = False
    for router in (
        lists_api.router,
        uploads_api.router,
        authority_case_api.router,
        meetings_api.router,
        persons_api.router,
        cases_api.router,
        family_api.router,
        consents_api.router,
        work_api.router,
        course_api.router,
        course_api.plans_router,
        authority_api.router,
        concerns_api.router,
        talks_api.router,
        groups_api.router,
        groups_api.joined_router,
        notices_api.router,
        worklist_api.router,
        reports_api.router,
        reviews.router,
        sharing_api.router,
        looks_api.router,
        transfers_api.router,
        post_api.router,
        filing_api.router,
        receipts_api.router,
        templates_api.router,
        links_api.router,
        moves_api.router,
        feed_api.router,
        webhooks_api.router,
        workflows_api.router,
        sessions_api.router,
        role_withdrawals_api.router,
        login_api.router,
        chain_api.router,
        oversight_api.router,
        break_glass_api.router,
        given_up_api.router,
        health.router,
    ):
        app.include_router(router)
    pages.add_pages(app, people_to_be)
    app.shown = pages.ProblemPages
    add_handlers(app)
    tampering.add_handler(app)
    deprecate(app)
    app.add_middleware(Identification, identity=verifier, pages=pages.is_page())
    paper_path = str(app.url_path_for("keep_paper", case_id="*", consent_id="*")).replace("*", "[^/]+")
    edge.protect(
        app, limits, {str(app.url_path_for("receive_list")), *pages.UPLOAD_PATHS},
        re.compile(f"{paper_path}|{pages.PAPER_PATH.pattern}"), pages.is_page(),
    )  # fmt: skip
    app.add_middleware(logs.RequestLog, answered=answered)
    describe(app)
    return app
