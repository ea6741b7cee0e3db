"""What each page rests on: written by hand, so that a page which nobody has thought of is found missing.

A page is there for whoever may do all the operations it rests on, and for nobody else.
"""

from fastapi.routing import APIRoute

from app.web.service import _ROUTERS

Rests = dict[str, tuple[str, ...]]


def _read(table: str) -> Rests:
    rows = [line.split() for line in table.splitlines() if line.strip()]
    found = {path: tuple(operations) for path, *operations in rows}
    assert len(found) == len(rows), "a page stands there twice"
    return found


OPEN = frozenset({"/log-ind"})
"""For anybody, also without a credential."""

# Where a case's page shows more to some than what is named here, that is shown to those who may see it and left out for
# the others.
SEEN = _read("""
/                                                 get_session
/bliv                                             get_session
/tid-tilbage                                      get_session
/fagsystemer                                      list_webhooks
/fagsystemer/{webhook_id}                         get_webhook list_dead_letters
/kommunen                                         get_profile
/sager                                            list_cases get_work
/sager/{case_id}                                  get_case
/sager/{case_id}/familien                         get_case list_custody_holders list_obligations list_consents
/sager/{case_id}/viden           get_case list_knowledge list_placements list_concern_talks list_ad_hoc_groups
/sager/{case_id}/vurdering                        get_case list_assessments list_family_meetings
/sager/{case_id}/forloeb                          get_case get_course
/sager/{case_id}/breve                            get_case list_letters_of_case list_filings
/sager/{case_id}/breve/{letter_id}                get_case get_letter
/sager/{case_id}/breve/{letter_id}/pdf            get_letter_pdf
/sager/{case_id}/samtykker/{consent_id}/{paper_id} get_paper
/sager/{case_id}/historik                         get_case get_history list_incidents
/sager/{case_id}/deling                           get_case get_sharing list_disclosures
/breve                                            list_letters
/opfoelgning                                      list_reviews
/underretninger                                   list_concern_reports
/overdragelser                                    list_transfers
/overdragelser/{transfer_id}                      get_transfer
/afloesere                                        get_work
/brudt-glas                                       list_break_glass
/flere/kollega                                    move_cases
/log                                              list_access_log get_audit_status
/log/barn/{person_id}                             read_access_log
/log/barn/{person_id}/udskrift                    extract_access_log
/log/alarmer                                      list_alarms
/log/stikproeve                                   get_sample
/log/brudte-glas                                  list_break_glass
/log/pseudonymer                                  list_reveals
/log/udtraek                                      export_audit_log
/opgivet                                          list_given_up_jobs
/roller                                           list_withdrawals list_sessions
/skabeloner                                       list_templates
/skabeloner/{kind}                                list_templates
/soeg                                             search_cases
/sager/{case_id}/hvem                             get_case list_incidents list_corrections
/tal                                              get_figures
/tal/{name}.svg                                   get_figures
/lister                                           list_lists
/lister/ny                                        receive_list
/afleveringer                                     list_uploads
/lister/haendelse                                 type_entry
/bekymring                                        enter_concern
/lister/{list_id}                                 get_list
/lister/{list_id}/kvittering.json                 get_list
/lister/{list_id}/kvittering.pdf                  get_list
/lister/{list_id}/afviste.csv                     get_rejected
/lister/{list_id}/haendelser                      get_list list_entries
/lister/{list_id}/ret                             get_list get_rejected receive_list
/moeder                                           list_meetings
/moeder/indkald                                   call_meetings
/moeder/{meeting_id}                              get_meeting
/moeder/{meeting_id}/live/{version}               get_meeting move_meeting
/moeder/{meeting_id}/referat                      get_minutes
/moeder/{meeting_id}/goer/{name}                  get_meeting move_meeting
""")
"""What is asked for with GET, but the forms."""

SENT = _read("""
/beskeder/set                                     see_notices
/sager/{case_id}/beskeder/{notice_id}/set         see_notice
/sager/{case_id}/samtykker/{consent_id}           keep_paper
/flere                                            move_cases
/flere/kollega                                    move_cases
/filtre                                           change_filters
/brudt-glas/{grant_id}/slut                       end_break_glass
/log/find                                         look_up_person
/log/pseudonymer                                  reveal_pseudonym
/opgivet/{job_id}/igen                            retry_given_up_job
/fagsystemer/{webhook_id}/pause                   pause_webhook
/fagsystemer/{webhook_id}/proeve                  try_webhook
/fagsystemer/{webhook_id}/igen                    send_again
/fagsystemer/{webhook_id}/ryd                     let_go
/skabeloner/{kind}                                change_template
/skabeloner/{kind}/vis                            preview_template
/rolle                                            change_role
/soeg                                             search_cases
/sager/{case_id}/hvem                             get_case correct_identity
/sager/{case_id}/hvem/find                        get_case list_corrections search_cases
/lister/ny                                        receive_list
/lister/haendelse                                 type_entry
/bekymring                                        enter_concern
/moeder/indkald                                   call_meetings
/moeder/{meeting_id}/goer/{name}                  move_meeting
/moeder/{meeting_id}/beslut                       deal_with
/moeder/{meeting_id}/identitet/{entry_id}         decide_identity
""")
"""What is sent with POST, but the forms, and what logs in and out."""

LOGGING_IN_AND_OUT = frozenset({"/log-ind/som", "/log-ud"})
OTHER_NAMES = {
    "/moeder/{meeting_id}/goer/{name}": "kommer", "/tal/{name}.svg": "alder",
    "/moeder/{meeting_id}/live/{version}": "0" * 32,
}  # fmt: skip
"""What stands in an address and is no id."""
FORMS = frozenset({
    "/sager/{case_id}/goer/{name}", "/sager/{case_id}/goer/{name}/{object_id}", "/goer/{name}",
    "/goer/{name}/{object_id}",
})  # fmt: skip
"""Each is as many pages as there are operations: see ``form_table``."""


def pages(method: str) -> set[str]:
    """The pages that there are, as the service puts them together."""
    routes = [route for router in _ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    return {route.path for route in routes if method in (route.methods or ())}
