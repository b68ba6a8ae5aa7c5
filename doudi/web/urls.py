"""页面地图: every address of the site."""

from django.urls import path

from doudi.web.api.deliveries import api_delivery
from doudi.web.console.accounts import account_close, account_open, account_redirect, custody_agree, custody_end, custody_file, family_accounts
from doudi.web.console.after import family_after, family_pace, family_report
from doudi.web.console.alert import alert, alert_conclude, alert_refer, alert_sign, alert_visit
from doudi.web.console.alerts import alerts
from doudi.web.console.application import STEPS, application
from doudi.web.console.applications import applications
from doudi.web.console.apply import apply
from doudi.web.console.attachment import attachment, attachment_confirm, attachment_picture, attachment_recognise, attachment_remove
from doudi.web.console.attachments import application_attach, change_attach
from doudi.web.console.audit_trail import audit_trail
from doudi.web.console.batch import queue_batch, queue_undo
from doudi.web.console.challenge import challenge, challenge_answer, challenge_close, challenge_register
from doudi.web.console.change import change, change_decide_change, change_hear, change_post_ending
from doudi.web.console.change_open import change_open
from doudi.web.console.check_objection import check_close, check_object, check_objections, check_papers, check_picture, check_recheck
from doudi.web.console.check_report import check_answer, check_report, check_report_paper
from doudi.web.console.checks import checks, report_make
from doudi.web.console.consents import consent_sign, consent_slip, consent_support, consent_withdraw, family_consents, withdrawal_hear
from doudi.web.console.correct import correct
from doudi.web.console.cross import cross, cross_answer, cross_ask, cross_request
from doudi.web.console.decision import decision, decision_tell
from doudi.web.console.desk import application_comment, desk, desk_answer, desk_delegate, desk_end, desk_hand_over, queue_filter
from doudi.web.console.draft import draft
from doudi.web.console.exchanges import exchanges, exchanges_wake
from doudi.web.console.families import families
from doudi.web.console.family import family, family_leave, family_number
from doudi.web.console.family_move import family_merge, family_move
from doudi.web.console.family_names import family_former, family_former_withdraw
from doudi.web.console.feeds import corrections, delivery, feeds, feeds_receive, feeds_under_way
from doudi.web.console.filings import application_file, filing_lift, filings
from doudi.web.console.funds import funds, funds_grant
from doudi.web.console.goods import good_move, goods, goods_open
from doudi.web.console.held import contract, held, held_let_in, held_turn_away
from doudi.web.console.home import home
from doudi.web.console.imprest import imprest, imprest_fill, imprest_pay, imprest_settle
from doudi.web.console.in_kind import goods_issue, in_kind, issue_close, service_plan, service_visit, voucher_issue
from doudi.web.console.law_rule import law_rule
from doudi.web.console.law_rules import law_rules
from doudi.web.console.materials import application_ask_for, application_settle
from doudi.web.console.notice import notice
from doudi.web.console.objection import objection, objection_look_into, objection_record, objection_set_aside
from doudi.web.console.officers import officer_add, officer_switch, officers_page
from doudi.web.console.own_account import own_account, own_letters
from doudi.web.console.paper import application_paper, change_paper, dossier
from doudi.web.console.pay_changes import pay_changes, pay_changes_table
from doudi.web.console.pay_line import pay_line, pay_line_settle, pay_line_tell
from doudi.web.console.pay_run import pay_run, pay_run_paper, release, sign_approval, sign_county, sign_township
from doudi.web.console.payday import make_run, payday, settle
from doudi.web.console.payday_accounts import payday_accounts
from doudi.web.console.proof import proof
from doudi.web.console.queue import queue
from doudi.web.console.recoveries import STEP_VIEWS, recoveries, recovery, recovery_letter, recovery_make, recovery_open
from doudi.web.console.referral import (
    referral,
    referral_accept,
    referral_complete,
    referral_number,
    referral_return,
    referral_send_again,
    referral_withdraw,
)
from doudi.web.console.referrals import referrals
from doudi.web.console.review import review, review_assess, review_check
from doudi.web.console.search import search, search_complete
from doudi.web.console.services import contract_open, services, visit_accept
from doudi.web.console.sign_in import sign_in, sign_out
from doudi.web.console.statement import statement, statement_paper
from doudi.web.console.stranger import stranger
from doudi.web.console.subsidies import subsidies, subsidies_declare
from doudi.web.console.subsidy import subsidy, subsidy_answer, subsidy_correct
from doudi.web.console.today import today
from doudi.web.console.vouchers import voucher_cancel, voucher_expired, voucher_paper, voucher_redeem, vouchers
from doudi.web.console.waiting import waiting, waiting_admit, waiting_number, waiting_row, waiting_settle, waiting_take_back
from doudi.web.console.wall import wall, wall_paper, wall_sheet, wall_table
from doudi.web.console.what_if import what_if, what_if_prepare
from doudi.web.departments.inbox import inbox
from doudi.web.departments.recognition import recognition
from doudi.web.portal.confirm_report import confirm_report
from doudi.web.portal.my_consent import my_consent
from doudi.web.portal.notices import notices, notices_of
from doudi.web.portal.object_online import object_online
from doudi.web.portal.object_report import object_report
from doudi.web.portal.robots import robots
from doudi.web.portal.spot_checks import spot_checks_of

urlpatterns = [
    path("", home, name="home"),
    path("sign-in", sign_in, name="sign_in"),
    path("sign-out", sign_out, name="sign_out"),
    path("account", own_account, name="own_account"),
    path("robots.txt", robots, name="robots"),
    path("api/deliveries/<str:file_name>", api_delivery, name="api_delivery"),
    path("notices", notices, name="notices"),
    path("reports/confirm", confirm_report, name="confirm_report"),
    path("reports/object", object_report, name="object_report"),
    path("consents/mine", my_consent, name="my_consent"),
    path("notices/object", object_online, name="object_online"),
    path("notices/<str:region>/spot-checks", spot_checks_of, name="spot_checks_of"),
    path("notices/<str:region>", notices_of, name="notices_of"),
    path("account/letters", own_letters, name="own_letters"),
    path("queue", queue, name="queue"),
    path("queue/batch", queue_batch, name="queue_batch"),
    path("queue/filter", queue_filter, name="queue_filter"),
    path("drafts/<str:form>", draft, name="draft"),
    path("queue/undo", queue_undo, name="queue_undo"),
    path("desk", desk, name="desk"),
    path("desk/delegate", desk_delegate, name="desk_delegate"),
    path("desk/delegations/<int:delegation_id>/end", desk_end, name="desk_end"),
    path("desk/hand-over", desk_hand_over, name="desk_hand_over"),
    path("desk/hand-overs/<int:hand_over_id>/answer", desk_answer, name="desk_answer"),
    path("today", today, name="today"),
    path("alerts", alerts, name="alerts"),
    path("alerts/<int:alert_id>", alert, name="alert"),
    path("alerts/<int:alert_id>/sign", alert_sign, name="alert_sign"),
    path("alerts/<int:alert_id>/visit", alert_visit, name="alert_visit"),
    path("alerts/<int:alert_id>/refer", alert_refer, name="alert_refer"),
    path("alerts/<int:alert_id>/conclude", alert_conclude, name="alert_conclude"),
    path("search", search, name="search"),
    path("search/complete", search_complete, name="search_complete"),
    path("families", families, name="families"),
    path("families/<int:household_id>", family, name="family"),
    path("families/<int:household_id>/people/<int:person_id>/leave", family_leave, name="family_leave"),
    path("families/<int:household_id>/people/<int:person_id>/number", family_number, name="family_number"),
    path("families/<int:household_id>/people/<int:person_id>/former-names", family_former, name="family_former"),
    path("families/<int:household_id>/former-names/<int:former_name_id>/withdraw", family_former_withdraw, name="family_former_withdraw"),
    path("families/<int:household_id>/dossier", dossier, name="dossier"),
    path("families/<int:household_id>/change", change_open, name="change_open"),
    path("families/<int:household_id>/after", family_after, name="family_after"),
    path("families/<int:household_id>/after/report", family_report, name="family_report"),
    path("families/<int:household_id>/after/pace", family_pace, name="family_pace"),
    path("families/<int:household_id>/consents", family_consents, name="family_consents"),
    path("families/<int:household_id>/consents/sign", consent_sign, name="consent_sign"),
    path("families/<int:household_id>/consents/support", consent_support, name="consent_support"),
    path("consents/<int:consent_id>/withdraw", consent_withdraw, name="consent_withdraw"),
    path("consents/<int:consent_id>/slip.pdf", consent_slip, name="consent_slip"),
    path("consents/withdrawals/<int:withdrawal_id>/hear", withdrawal_hear, name="withdrawal_hear"),
    path("families/<int:household_id>/accounts", family_accounts, name="family_accounts"),
    path("families/<int:household_id>/accounts/open", account_open, name="account_open"),
    path("families/<int:household_id>/accounts/redirect", account_redirect, name="account_redirect"),
    path("families/<int:household_id>/accounts/<int:account_id>/close", account_close, name="account_close"),
    path("families/<int:household_id>/accounts/custody", custody_agree, name="custody_agree"),
    path("families/<int:household_id>/custody/<int:custody_id>/file", custody_file, name="custody_file"),
    path("families/<int:household_id>/custody/<int:custody_id>/end", custody_end, name="custody_end"),
    path("families/<int:household_id>/move", family_move, name="family_move"),
    path("families/<int:household_id>/merge", family_merge, name="family_merge"),
    path("families/<int:household_id>/checks", checks, name="checks"),
    path("families/<int:household_id>/checks/report", report_make, name="report_make"),
    path("check-reports/<int:report_id>", check_report, name="check_report"),
    path("check-reports/<int:report_id>/report.pdf", check_report_paper, name="check_report_paper"),
    path("check-reports/<int:report_id>/object", check_object, name="check_object"),
    path("check-objections", check_objections, name="check_objections"),
    path("check-objections/<int:objection_id>/recheck", check_recheck, name="check_recheck"),
    path("check-objections/<int:objection_id>/papers", check_papers, name="check_papers"),
    path("check-objections/<int:objection_id>/picture", check_picture, name="check_picture"),
    path("check-objections/<int:objection_id>/close", check_close, name="check_close"),
    path("families/<int:household_id>/checks/elsewhere", cross_ask, name="cross_ask"),
    path("cross", cross, name="cross"),
    path("cross/<int:cross_id>", cross_request, name="cross_request"),
    path("cross/<int:cross_id>/answer", cross_answer, name="cross_answer"),
    path("check-answers/<int:answer_id>", check_answer, name="check_answer"),
    path("reviews/<int:review_id>", review, name="review"),
    path("reviews/<int:review_id>/check", review_check, name="review_check"),
    path("reviews/<int:review_id>/assess", review_assess, name="review_assess"),
    path("strangers", stranger, name="stranger"),
    path("apply/<int:household_id>", apply, name="apply"),
    path("applications", applications, name="applications"),
    path("applications/<int:application_id>", application, name="application"),
    *(path(f"applications/<int:application_id>/{verb}", step, name=f"application_{verb}") for verb, step in STEPS.items()),
    path("applications/<int:application_id>/ask-for", application_ask_for, name="application_ask_for"),
    path("applications/<int:application_id>/asked/<int:asked_id>", application_settle, name="application_settle"),
    path("applications/<int:application_id>/file", application_file, name="application_file"),
    path("relatives", filings, name="filings"),
    path("relatives/<int:filing_id>/lift", filing_lift, name="filing_lift"),
    path("applications/<int:application_id>/comment", application_comment, name="application_comment"),
    path("applications/<int:application_id>/notice", notice, name="notice"),
    path("applications/<int:application_id>/attach", application_attach, name="application_attach"),
    path("attachments/<int:attachment_id>", attachment, name="attachment"),
    path("attachments/<int:attachment_id>/picture", attachment_picture, name="attachment_picture"),
    path("attachments/<int:attachment_id>/recognise", attachment_recognise, name="attachment_recognise"),
    path("attachments/<int:attachment_id>/confirm", attachment_confirm, name="attachment_confirm"),
    path("attachments/<int:attachment_id>/remove", attachment_remove, name="attachment_remove"),
    path("changes/<int:change_id>/attach", change_attach, name="change_attach"),
    path("applications/<int:application_id>/papers/<slug:paper>", application_paper, name="application_paper"),
    path("changes/<int:change_id>", change, name="change"),
    path("changes/<int:change_id>/papers/<slug:paper>", change_paper, name="change_paper"),
    path("changes/<int:change_id>/hear", change_hear, name="change_hear"),
    path("changes/<int:change_id>/post_ending", change_post_ending, name="change_post_ending"),
    path("changes/<int:change_id>/decide_change", change_decide_change, name="change_decide_change"),
    path("decisions/<int:decision_id>", decision, name="decision"),
    path("decisions/<int:decision_id>/tell", decision_tell, name="decision_tell"),
    path("wall", wall, name="wall"),
    path("wall/<str:region>/<str:posting>.xlsx", wall_table, name="wall_table"),
    path("wall/<str:region>/<str:posting>.pdf", wall_paper, name="wall_paper"),
    path("wall/<str:region>/<str:posting>", wall_sheet, name="wall_sheet"),
    path("objections/<int:online_id>", objection, name="objection"),
    path("objections/<int:online_id>/record", objection_record, name="objection_record"),
    path("objections/<int:online_id>/look-into", objection_look_into, name="objection_look_into"),
    path("objections/<int:online_id>/set-aside", objection_set_aside, name="objection_set_aside"),
    path("decisions/<int:decision_id>/correct", correct, name="correct"),
    path("decisions/<int:decision_id>/challenge", challenge_register, name="challenge_register"),
    path("challenges/<int:challenge_id>", challenge, name="challenge"),
    path("challenges/<int:challenge_id>/answer", challenge_answer, name="challenge_answer"),
    path("challenges/<int:challenge_id>/close", challenge_close, name="challenge_close"),
    path("inbox", inbox, name="inbox"),
    path("recognition", recognition, name="recognition"),
    path("referrals", referrals, name="referrals"),
    path("referrals/<int:referral_id>", referral, name="referral"),
    path("referrals/<int:referral_id>/accept", referral_accept, name="referral_accept"),
    path("referrals/<int:referral_id>/return", referral_return, name="referral_return"),
    path("referrals/<int:referral_id>/complete", referral_complete, name="referral_complete"),
    path("referrals/<int:referral_id>/number", referral_number, name="referral_number"),
    path("referrals/<int:referral_id>/send-again", referral_send_again, name="referral_send_again"),
    path("referrals/<int:referral_id>/withdraw", referral_withdraw, name="referral_withdraw"),
    path("feeds", feeds, name="feeds"),
    path("feeds/receive", feeds_receive, name="feeds_receive"),
    path("feeds/under-way", feeds_under_way, name="feeds_under_way"),
    path("feeds/exchanges", exchanges, name="exchanges"),
    path("feeds/exchanges/wake", exchanges_wake, name="exchanges_wake"),
    path("feeds/<int:delivery_id>", delivery, name="delivery"),
    path("feeds/<int:delivery_id>/corrections.xlsx", corrections, name="corrections"),
    path("feeds/held/<int:held_id>", held, name="held"),
    path("feeds/held/<int:held_id>/let-in", held_let_in, name="held_let_in"),
    path("feeds/held/<int:held_id>/turn-away", held_turn_away, name="held_turn_away"),
    path("feeds/contracts/<str:feed>", contract, name="contract"),
    path("waiting", waiting, name="waiting"),
    path("waiting/<int:waiting_id>", waiting_row, name="waiting_row"),
    path("waiting/<int:waiting_id>/settle", waiting_settle, name="waiting_settle"),
    path("waiting/<int:waiting_id>/admit", waiting_admit, name="waiting_admit"),
    path("waiting/<int:waiting_id>/take-back", waiting_take_back, name="waiting_take_back"),
    path("waiting/<int:waiting_id>/number", waiting_number, name="waiting_number"),
    path("officers", officers_page, name="officers"),
    path("officers/add", officer_add, name="officer_add"),
    path("officers/<int:officer_id>/switch", officer_switch, name="officer_switch"),
    path("check", proof, name="proof"),
    path("payday", payday, name="payday"),
    path("payday/make", make_run, name="make_run"),
    path("payday/runs/<int:run_id>", pay_run, name="pay_run"),
    path("payday/runs/<int:run_id>/approval.pdf", pay_run_paper, name="pay_run_paper"),
    path("payday/runs/<int:run_id>/changes", pay_changes, name="pay_changes"),
    path("payday/runs/<int:run_id>/changes.xlsx", pay_changes_table, name="pay_changes_table"),
    path("payday/runs/<int:run_id>/township", sign_township, name="sign_township"),
    path("payday/runs/<int:run_id>/county", sign_county, name="sign_county"),
    path("payday/runs/<int:run_id>/approve", sign_approval, name="sign_approval"),
    path("payday/accounts", payday_accounts, name="payday_accounts"),
    path("payday/recoveries", recoveries, name="recoveries"),
    path("payday/recoveries/<int:recovery_id>", recovery, name="recovery"),
    path("payday/recoveries/<int:recovery_id>/letter.pdf", recovery_letter, name="recovery_letter"),
    *(path(f"payday/recoveries/<int:recovery_id>/{name}", view, name=f"recovery_{name}") for name, view in STEP_VIEWS.items()),
    path("families/<int:household_id>/statement", statement, name="statement"),
    path("families/<int:household_id>/statement.pdf", statement_paper, name="statement_paper"),
    path("families/<int:household_id>/recovery", recovery_open, name="recovery_open"),
    path("families/<int:household_id>/recovery/make", recovery_make, name="recovery_make"),
    path("payday/goods", goods, name="goods"),
    path("payday/goods/open", goods_open, name="goods_open"),
    path("payday/goods/<int:good_id>/move", good_move, name="good_move"),
    path("payday/goods/issues/<int:issue_id>", issue_close, name="issue_close"),
    path("payday/vouchers", vouchers, name="vouchers"),
    path("payday/vouchers/redeem", voucher_redeem, name="voucher_redeem"),
    path("payday/vouchers/<int:voucher_id>/expired", voucher_expired, name="voucher_expired"),
    path("payday/vouchers/<int:voucher_id>/cancel", voucher_cancel, name="voucher_cancel"),
    path("payday/vouchers/<int:voucher_id>.pdf", voucher_paper, name="voucher_paper"),
    path("families/<int:household_id>/in-kind/voucher", voucher_issue, name="voucher_issue"),
    path("payday/services", services, name="services"),
    path("payday/services/contract", contract_open, name="contract_open"),
    path("payday/services/plans/<int:plan_id>", service_visit, name="service_visit"),
    path("payday/services/visits/<int:visit_id>", visit_accept, name="visit_accept"),
    path("payday/imprest", imprest, name="imprest"),
    path("payday/imprest/fill", imprest_fill, name="imprest_fill"),
    path("payday/imprest/awards/<int:award_id>", imprest_pay, name="imprest_pay"),
    path("payday/imprest/<int:imprest_id>/settle", imprest_settle, name="imprest_settle"),
    path("families/<int:household_id>/in-kind", in_kind, name="in_kind"),
    path("families/<int:household_id>/in-kind/issue", goods_issue, name="goods_issue"),
    path("families/<int:household_id>/in-kind/plan", service_plan, name="service_plan"),
    path("payday/subsidies", subsidies, name="subsidies"),
    path("payday/subsidies/declare", subsidies_declare, name="subsidies_declare"),
    path("payday/subsidies/<int:subsidy_id>", subsidy, name="subsidy"),
    path("payday/subsidies/<int:subsidy_id>/correct", subsidy_correct, name="subsidy_correct"),
    path("payday/subsidies/<int:subsidy_id>/answer", subsidy_answer, name="subsidy_answer"),
    path("payday/funds", funds, name="funds"),
    path("payday/funds/grant", funds_grant, name="funds_grant"),
    path("payday/runs/<int:run_id>/release", release, name="release_run"),
    path("payday/lines/<int:line_id>", pay_line, name="pay_line"),
    path("payday/lines/<int:line_id>/tell", pay_line_tell, name="pay_line_tell"),
    path("payday/lines/<int:line_id>/settle", pay_line_settle, name="pay_line_settle"),
    path("payday/adjustments/<int:adjustment_id>", settle, name="settle_adjustment"),
    path("law", law_rules, name="law_rules"),
    path("law/<str:rule>", law_rule, name="law_rule"),
    path("what-if", what_if, name="what_if"),
    path("what-if/prepare", what_if_prepare, name="what_if_prepare"),
    path("audit", audit_trail, name="audit_trail"),
]
