"""Who may do what to which: written by hand from the rules of need to know, and never asked of the service.

A place is something that exists; a role stands in a relation to it. The operations then say from which
relations a role may use them. ``-``: the role may never (403). Otherwise what is not named is hidden
(404): whether it exists is not told. In another municipality nobody stands anywhere.
"""

from tests.matrix.tables import read
from workflows.roles import Role

RELATIONS = {
    "o": "one's own: the caseworker's, the local leader's, the linked system's, the uploader's; for the coordinator"
    " and the team leader what is on their track, for the administrator what is the municipality's",
    "m": "the handover meeting's: it awaits the meeting, or the meeting has dropped it",
    "e": "own, but ended",
    "a": "own, but handed over more than seven days ago",
    "w": "own, and it waits: the system has not said which case of its own it is",
    "x": "somebody else's: a colleague's, or the other track's",
    "p": "the municipality's, for whoever reviews the log: by pseudonyms and opaque ids",
    "g": "none of these, but the glass before it is broken",
}

STANDS = read("""
                       P  T  R  C  L  I  M  G  A
authority              .  o  o  x  x  o  .  p  .    # Rikke's case, linked to the system that asks
authority_others       .  o  x  x  x  x  .  p  .    # a colleague's case, linked to another system
authority_other_side   .  o  x  x  x  w  .  p  .    # a victim's case: Rikke's, who has the accused's case too
authority_ended        .  e  e  x  x  e  .  p  .
coordinator            .  x  x  o  o  x  .  p  .    # in a course that Lars leads
coordinator_others     .  x  x  o  x  x  .  p  .    # in a course that somebody else leads
coordinator_other_side .  x  x  o  x  x  .  p  .    # a victim's case: Lars leads the course, and the accused's too
coordinator_ended      .  x  x  e  x  x  .  p  .
awaiting               .  m  x  m  x  x  .  p  .    # has been with both tracks, and is to be given again
dropped                .  m  x  m  x  x  .  p  .
listed                 .  m  x  m  x  x  .  p  .    # from the police's list of this week, not given yet
nameless               .  m  x  m  x  x  .  .  .    # an entry of which it is not decided whom it is about
list_own               o  o  .  o  .  .  .  .  .
list_old               a  o  .  o  .  .  .  .  .
list_others            x  o  .  o  .  .  .  .  .
templates              .  o  o  o  .  .  .  .  o    # the municipality's own wording of its letters
corrected              .  m  x  m  x  x  .  p  .    # a child to whom another turned out to be the same
webhook                .  .  .  .  .  o  .  .  o    # where the system that asks is told of events
webhook_others         .  .  .  .  .  x  .  .  o    # where another system is
filters                .  .  .  o  .  .  .  .  .    # one that somebody keeps for themselves
account                .  .  .  .  .  .  .  .  o    # a session, and a role that was taken from somebody
given_up               .  .  .  .  .  .  .  .  o    # a job of the municipality that failed at its last attempt
glass                  .  x  x  x  .  .  .  p  .    # broken by a colleague, and the hour is running
glass_ended            .  x  x  x  .  .  .  p  .    # broken by a colleague, ended, not reviewed yet
glass_reviewed         .  x  x  x  .  .  .  p  .
log                    .  .  .  .  .  .  .  p  .    # an alarm, a look that was drawn by lot, a pseudonym
offered_to_us          .  m  x  m  .  .  .  .  .    # a case of another municipality that is offered to this one
offered_by_us          .  x  x  o  .  .  .  .  .    # a case on the coordinator's track that is offered to another
offered_by_authority   .  o  x  x  .  .  .  .  .    # one on the authority's track
meeting                m  m  .  m  .  .  .  .  m    # a handover meeting that is going on
meeting_planned        m  m  .  m  .  .  .  .  m
meeting_closed         m  m  .  m  .  .  .  .  m
elsewhere              .  .  .  .  .  .  .  .  .    # the same of another municipality
offered_elsewhere      .  .  .  .  .  .  .  .  .    # an offer of another municipality to itself and a third
meeting_elsewhere      .  .  .  .  .  .  .  .  .
templates_elsewhere    .  .  .  .  .  .  .  .  .
list_elsewhere         .  .  .  .  .  .  .  .  .
webhook_elsewhere      .  .  .  .  .  .  .  .  .
account_elsewhere      .  .  .  .  .  .  .  .  .
given_up_elsewhere     .  .  .  .  .  .  .  .  .
glass_elsewhere        .  .  .  .  .  .  .  .  .
log_elsewhere          .  .  .  .  .  .  .  .  .
""")

OPEN = frozenset({"healthz", "readyz"})
"""Answered to anybody, also without a credential."""

ANYBODY = frozenset({"get_profile", "get_workflow", "get_session", "list_event_types"})
"""How the process goes, what kinds of events there are, and who one is."""

BY_SESSION = frozenset({"change_role"})
"""For somebody who has logged in; a credential by itself has one role, and is answered 401."""

# y: yes, there is nothing in particular that it is about.
IN_GENERAL = read("""
                       P  T  R  C  L  I  M  G  A
list_cases             -  y  y  y  y  y  -  y  -    # the log reviewer's is empty while the glass is whole
search_cases           -  y  y  y  y  y  -  -  -    # what list_cases has, and nobody looks behind broken glass by name
list_entries           -  y  -  y  -  -  -  -  -
type_entry             -  y  -  y  -  -  -  -  -
list_meetings          y  y  -  y  -  -  -  -  y    # when they are, who takes part, and whether the list has come
call_meetings          -  y  -  y  -  -  -  -  -
enter_concern          -  y  -  y  -  -  -  -  -
list_concern_reports   -  y  -  -  -  -  -  -  -    # the authority's, whichever track the child's case is on
list_letters           -  y  y  y  -  y  -  y  -    # the same
list_templates         -  y  y  y  -  -  -  -  y
preview_template       -  y  y  y  -  -  -  -  y
change_template        -  -  -  -  -  -  -  -  y
take_receipt           -  -  -  -  -  y  -  -  -    # whoever carries the letters
list_reviews           -  y  y  y  -  -  -  y  -    # the coordinator's; the others' is empty while the glass is whole
list_notices           -  y  y  y  y  -  -  -  -    # one's own
see_notices            -  y  y  y  y  -  -  -  -
list_joined_groups     y  y  y  y  y  -  -  -  -    # around a child, that one is in
list_plans             -  -  -  -  y  -  -  -  -    # of the courses one takes part in
list_transfers         -  y  -  y  -  -  -  -  -
get_work               -  y  y  y  y  -  -  -  -    # how much one sees; one's own filters and covers
get_figures            -  y  -  y  -  -  y  -  -    # one's own track's as they are, the manager's of all but the small
change_filters         -  y  y  y  y  -  -  -  -
move_cases             -  y  y  y  -  -  -  -  -    # each case by its own row: move_case
make_moves             -  y  y  y  y  y  -  -  -    # the same
list_links             -  -  -  -  -  y  -  -  -    # of the cases given to the system; nothing of the child
list_events            -  -  -  -  -  y  -  -  -    # its own
list_webhooks          -  -  -  -  -  y  -  -  y    # its own; the administrator's are the municipality's
register_webhook       -  -  -  -  -  y  -  -  -
change_covers          -  y  y  y  y  -  -  -  -
list_lists             y  y  -  y  -  -  -  -  -
list_uploads           y  y  -  y  -  -  -  -  -    # those one hands over oneself
receive_list           y  y  -  y  -  -  -  -  -
list_withdrawals       -  -  -  -  -  -  -  -  y
withdraw_role          -  -  -  -  -  -  -  -  y
list_sessions          -  -  -  -  -  -  -  -  y
list_given_up_jobs     -  -  -  -  -  -  -  -  y
list_break_glass       -  y  y  y  -  -  -  y  -    # one's own; the log reviewer's is the municipality's
look_up_person         -  -  -  -  -  -  -  y  -
list_access_log        -  -  -  -  -  -  -  y  -
list_reveals           -  -  -  -  -  -  -  y  -
list_alarms            -  -  -  -  -  -  -  y  -
get_sample             -  -  -  -  -  -  -  y  -
export_audit_log       -  -  -  -  -  -  -  y  -
get_audit_status       -  -  -  -  -  -  -  y  -
""")

# Who writes nothing in a case reads it through broken glass at most: everything is read then, nothing changed.
ABOUT_SOMETHING = read("""
                       P  T    R    C    L  I   M  G  A
get_case               -  omeg oeg  omeg o  owe -  g  -
list_incidents         -  omeg oeg  omeg -  owe -  g  -
get_history            -  omeg oeg  omeg -  owe -  g  -
list_custody_holders   -  omeg oeg  omeg -  owe -  g  -
list_obligations       -  omeg oeg  omeg -  owe -  g  -
list_consents          -  omeg oeg  omeg -  owe -  g  -
get_paper              -  omeg oeg  omeg -  owe -  g  -
get_sharing            -  omeg oeg  omeg -  owe -  g  -
list_letters_of_case   -  omeg oeg  omeg -  owe -  g  -
list_filings           -  omeg oeg  omeg -  owe -  g  -    # of the letters that one may read
get_letter             -  omeg oeg  omeg -  owe -  g  -    # but a course's plan: OF_A_PLAN
get_letter_pdf         -  omeg oeg  omeg -  owe -  g  -
list_disclosures       -  omeg oeg  omeg -  -   -  pg -    # the log reviewer's is codes alone while the glass is whole
list_earlier           -  omeg oeg  omeg -  -   -  g  -
list_looks             -  omeg oeg  omeg -  -   -  g  -
list_assessments       -  omeg oeg  g    -  owe -  g  -    # the authority's
list_family_meetings   -  omeg oeg  g    -  owe -  g  -
list_knowledge         -  g    g    omeg -  -   -  g  -    # the coordinator's
list_concern_talks     -  g    g    omeg -  -   -  g  -
list_ad_hoc_groups     -  g    g    omeg -  -   -  g  -
list_placements        -  g    g    omeg -  -   -  g  -
get_course             -  g    g    omeg o  -   -  g  -
move_case              -  ome  oe   ome  o  owe -  -  -    # which moves: see MOVES
enter_custody_holder   -  ome  oe   ome  -  owe -  -  -
end_custody            -  ome  oe   ome  -  owe -  -  -
look_up_custody        -  ome  oe   ome  -  owe -  -  -
say_authority_case     -  ome  oe   ome  -  -   -  -  -    # it is people who ask the authority
move_obligation        -  ome  oe   ome  -  owe -  -  -
ask_for_consent        -  ome  oe   ome  -  owe -  -  -    # but a system does not ask for consent: REFUSED_ON_OWN
move_consent           -  ome  oe   ome  -  owe -  -  -
keep_paper             -  ome  oe   ome  -  owe -  -  -
write_letters          -  ome  oe   ome  -  -   -  -  -    # letters are written by people, and notices read by them
move_letter            -  ome  oe   ome  -  -   -  -  -
retry_filing           -  ome  oe   ome  -  -   -  -  -    # one that was given up
see_notice             -  ome  oe   ome  -  -   -  -  -
assess_concern         -  omex -    -    -  -   -  -  -
give_feedback          -  ome  oe   -    -  -   -  -  -
ask_for_knowledge      -  -    -    ome  -  -   -  -  -
write_concern_talk     -  -    -    ome  -  -   -  -  -
write_ad_hoc_group     -  -    -    ome  -  -   -  -  -
write_group_meeting    .  .    .    .    o  -   -  -  -    # of the group that one coordinates
answer_knowledge       -  -    -    ome  -  -   -  -  -
correct_identity       -  -    -    ome  -  -   -  -  -    # whoever it is about is somebody of one's own
list_corrections       -  -    -    ome  -  -   -  -  -
review_course          -  -    -    ome  o  -   -  -  -
hand_out_plan          -  -    -    ome  o  -   -  -  -
offer_transfer         -  ome  -    ome  -  -   -  -  -
get_transfer           -  om   -    om   -  -   -  -  -
move_transfer          -  om   -    om   -  -   -  -  -    # each half by its own
decide_entry           -  omex -    omex -  -   -  -  -    # whoever comes second is told that it is decided
decide_identity        -  ome  -    ome  -  -   -  -  -
get_link               -  -    -    -    -  owe -  -  -    # with the CPR number while it waits: see the canaries
make_link              -  -    -    -    -  owe -  -  -
remove_link            -  -    -    -    -  oe  -  -  -    # while it waits, there is none
get_webhook            -  -    -    -    -  o   -  -  o    # nobody is shown the secret again
pause_webhook          -  -    -    -    -  o   -  -  o
try_webhook            -  -    -    -    -  o   -  -  o
list_dead_letters      -  -    -    -    -  o   -  -  o
send_again             -  -    -    -    -  o   -  -  o
let_go                 -  -    -    -    -  o   -  -  o
change_secret          -  -    -    -    -  o   -  -  -
remove_webhook         -  -    -    -    -  o   -  -  -
get_meeting            m  m    -    m    -  -   -  -  m    # the police and the administrator without its agenda
move_meeting           -  m    -    m    -  -   -  -  -
deal_with              -  m    -    m    -  -   -  -  -
get_minutes            -  m    -    m    -  -   -  -  -
get_list               oa o    -    o    -  -   -  -  -
get_rejected           o  o    -    o    -  -   -  -  -
give_role_back         -  -    -    -    -  -   -  -  o
end_sessions           -  -    -    -    -  -   -  -  o
retry_given_up_job     -  -    -    -    -  -   -  -  o
break_glass            -  omex oex  omex -  -   -  p  -    # but whoever has access already is told so: ALREADY_IN
end_break_glass        -  .    .    .    -  -   -  p  -    # and one's own
review_break_glass     -  -    -    -    -  -   -  p  -
read_access_log        -  -    -    -    -  -   -  p  -
extract_access_log     -  -    -    -    -  -   -  p  -
reveal_pseudonym       -  -    -    -    -  -   -  p  -
see_alarm              -  -    -    -    -  -   -  p  -
review_sample          -  -    -    -    -  -   -  p  -""")

# The plan of a course is the coordinator's own work: to the others of a case, that letter is not there.
OF_A_PLAN = read("""
                       P  T    R    C    L  I   M  G  A
get_letter             -  g    g    omeg -  .   -  g  -
get_letter_pdf         -  g    g    omeg -  .   -  g  -
move_letter            -  .    .    ome  -  -   -  -  -
""")

REFUSED_ON_OWN = frozenset({("ask_for_consent", Role.INTEGRATION, stands) for stands in "ow"})
"""The case is found, and so the refusal is a 403 and no 404."""

ALREADY_IN = ("break_glass", "ome")
"""From these relations the answer is that it is not needed."""

# Which moves of a case each may take of those that are theirs, from the state named. One who may not is told so (403);
# of a case that is not theirs they are told nothing (404).
MOVES = read("""
                                                  T  R  C  L  I
awaiting    received        give_to_team_leader    y  .  y  .  .
awaiting    received        give_to_coordinator    y  .  y  .  .
awaiting    received        drop                   y  .  y  .  .
awaiting    received        send_elsewhere         y  .  y  .  .
awaiting    received        raise_concern          y  .  y  .  .
authority   with_team_leader inform_caseworker     y  -  .  .  -
authority   summons_due     inform_caseworker      y  -  .  .  -
authority   summons_due     assign                 y  -  .  .  -
authority   with_caseworker note_reference         y  y  .  .  y
authority   with_caseworker assess_no_further_action -  y  .  .  y
authority   with_caseworker assess_further_action  -  y  .  .  y
authority   orientation_due confirm_informed       -  y  .  .  y
authority   summons_due     call_to_meeting        -  y  .  .  y
authority   meeting_called  hold_meeting           -  y  .  .  y
authority   meeting_held    close                  y  y  .  .  y
authority   meeting_held    reassess               y  y  .  .  y
authority   meeting_held    raise_concern          y  y  .  .  y
authority   summons_due     reroute                y  -  .  .  -
authority   summons_due     transfer               y  -  .  .  -
authority   summons_due     drop                   -  -  .  .  -
coordinator with_coordinator confirm_informed      .  .  y  -  .
coordinator family_informed start_gathering        .  .  y  -  .
coordinator gathering_knowledge place_on_step      .  .  y  -  .
coordinator placed          assign                 .  .  y  -  .
coordinator placed          keep_step              .  .  y  -  .
coordinator placed          plan_course            .  .  y  -  .
coordinator placed          close                  .  .  y  -  .
coordinator placed          reroute                .  .  y  -  .
coordinator placed          transfer               .  .  y  -  .
coordinator with_coordinator reassess              .  .  y  -  .
coordinator placed          reassess               .  .  y  -  .
coordinator placed          drop                   .  .  -  -  .
coordinator course_planned  start_course           .  .  y  y  .
coordinator course_running  change_plan            .  .  y  y  .
coordinator course_paused   change_local_leader    .  .  y  -  .
coordinator course_running  pause_course           .  .  y  y  .
coordinator course_paused   resume_course          .  .  y  y  .
coordinator course_running  complete_course        .  .  y  y  .
coordinator course_running  discontinue_course     .  .  y  y  .
coordinator course_running  raise_concern          .  .  y  y  .
authority_ended   closed    reopen                 y  -  .  .  -
coordinator_ended closed    reopen                 .  .  y  .  .
dropped     dropped         reopen                 y  .  y  .  .
""")
