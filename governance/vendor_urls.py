"""Addresses of vendors, dependence, exits and what is shown outside."""

from django.urls import path

from governance.views import dependence, exits, questionnaires, stage3, vendor_records, vendors

urlpatterns = [
    path("vendors/", vendors.use_list, name="vendor_use_list"),
    path("vendors/compare/", vendors.compare, name="vendor_compare"),
    path("vendors/uses/new/", vendors.use_create, name="vendor_use_create"),
    path("vendors/uses/<int:model_use>/", vendors.use_detail, name="vendor_use_detail"),
    path("vendors/uses/<int:model_use>/edit/", vendors.use_edit, name="vendor_use_edit"),
    path("vendors/uses/<int:model_use>/share/", vendors.use_share, name="vendor_use_share"),
    path("vendors/uses/<int:model_use>/approve/", vendors.use_approve, name="vendor_use_approve"),
    path("vendors/uses/<int:model_use>/end/", vendors.use_end, name="vendor_use_end"),
    path(
        "vendors/uses/<int:model_use>/questions/<slug:vendor_question>/",
        questionnaires.answer,
        name="vendor_answer",
    ),
    path(
        "vendors/uses/<int:model_use>/questionnaire.<slug:file_kind>",
        questionnaires.questionnaire_file,
        name="vendor_questionnaire_file",
    ),
    path("vendors/uses/<int:model_use>/preview/", questionnaires.reply_preview, name="vendor_reply_preview"),
    path("vendors/uses/<int:model_use>/ask/", questionnaires.request_create, name="vendor_request_create"),
    path(
        "vendors/requests/<int:vendor_request>/", questionnaires.request_detail, name="vendor_request_detail"
    ),
    path(
        "vendors/requests/<int:vendor_request>/revoke/",
        questionnaires.request_revoke,
        name="vendor_request_revoke",
    ),
    path(
        "vendors/replies/<int:vendor_reply>/accept/", questionnaires.reply_accept, name="vendor_reply_accept"
    ),
    path(
        "vendors/replies/<int:vendor_reply>/reject/", questionnaires.reply_reject, name="vendor_reply_reject"
    ),
    path("vendors/records/", vendor_records.record_list, name="vendor_record_list"),
    path(
        "vendors/records/<slug:vendor_kind>/new/", vendor_records.record_create, name="vendor_record_create"
    ),
    path(
        "vendors/records/<slug:vendor_kind>/<int:vendor_record>/",
        vendor_records.record_edit,
        name="vendor_record_edit",
    ),
    path("vendors/origins/", vendor_records.origin_list, name="vendor_origin_list"),
    path("vendors/origins/new/", vendor_records.origin_create, name="vendor_origin_create"),
    path("vendors/origins/<int:origin_rule>/", vendor_records.origin_edit, name="vendor_origin_edit"),
    path("vendors/events/", vendor_records.event_list, name="vendor_event_list"),
    path("vendors/events/new/", vendor_records.event_create, name="vendor_event_create"),
    path(
        "vendors/events/<int:vendor_event>/remove/", vendor_records.event_remove, name="vendor_event_remove"
    ),
    path(
        "vendors/events/<int:vendor_event>/review/", vendor_records.event_review, name="vendor_event_review"
    ),
    path("dependence/", dependence.concentration, name="dependence"),
    path("dependence/tolerance/", dependence.tolerance, name="dependence_tolerance"),
    path("documents/of/<slug:document_kind>/", dependence.document_list, name="document_list"),
    path("documents/of/<slug:document_kind>/write/", dependence.document_edit, name="document_edit"),
    path("documents/<int:governance_document>/", dependence.document_detail, name="document_detail"),
    path(
        "documents/<int:governance_document>/approve/", dependence.document_approve, name="document_approve"
    ),
    path("exits/", exits.exit_list, name="exit_list"),
    path("exits/<int:ai_system>/", exits.exit_detail, name="exit_detail"),
    path("exits/<int:ai_system>/edit/", exits.exit_edit, name="exit_edit"),
    path("exits/<int:ai_system>/drills/start/", exits.drill_start, name="exit_drill_start"),
    path("exits/drills/<int:exit_drill>/end/", exits.drill_end, name="exit_drill_end"),
    path("exits/<int:ai_system>/reviews/new/", exits.review_create, name="exit_review_create"),
    path("provenance/", stage3.provenance, name="provenance"),
    path("provenance/sheet.<slug:file_kind>", stage3.provenance_file, name="provenance_file"),
    path("partners/", stage3.partner_list, name="partner_list"),
    path("partners/new/", stage3.partner_create, name="partner_create"),
    path("partners/<int:partner>/", stage3.partner_edit, name="partner_edit"),
    path("standards/", stage3.standards, name="standards"),
]
