from django.urls import include, path

from liangcai.web.vault.views import assembly, banks, handovers, home, import_file, ledgers, opening

urlpatterns = [
    path("", include("liangcai.web.vault.quality_urls")),
    path("desk/vault/", home.vault_home, name="vault_home"),
    path("open/", opening.vault_open, name="vault_open"),
    path("shut/", opening.vault_shut, name="vault_shut"),
    path("banks/", banks.vault_banks, name="vault_banks"),
    path("banks/<uuid:public_id>/", banks.vault_bank, name="vault_bank"),
    path("banks/<uuid:public_id>/import/", import_file.vault_import, name="vault_import"),
    path("banks/<uuid:public_id>/import/problems/", import_file.vault_import_errors, name="vault_import_errors"),
    path("import-template/", import_file.vault_import_template, name="vault_import_template"),
    path("items/", banks.vault_items, name="vault_items"),
    path("items/<uuid:public_id>/", banks.vault_item, name="vault_item"),
    path("papers/", assembly.vault_papers, name="vault_papers"),
    path("papers/blueprint/", assembly.vault_blueprint_new, name="vault_blueprint_new"),
    path("papers/<uuid:public_id>/", assembly.vault_run, name="vault_run"),
    path("papers/<uuid:public_id>/seal/", handovers.vault_seal, name="vault_seal"),
    path("paper/<uuid:public_id>/print/", assembly.vault_print, name="vault_print"),
    path("paper/<uuid:public_id>/conformity/", assembly.vault_conformity, name="vault_conformity"),
    path("handovers/", handovers.vault_handovers, name="vault_handovers"),
    path("handovers/<uuid:public_id>/", handovers.vault_handover, name="vault_handover"),
    path("handovers/<uuid:public_id>/slip/", handovers.vault_slip, name="vault_slip"),
    path("handovers/<uuid:public_id>/package/", handovers.vault_package, name="vault_package"),
    path("ledgers/", ledgers.vault_ledgers, name="vault_ledgers"),
    path("ledgers/statement/", ledgers.vault_statement, name="vault_statement"),
    path("ledgers/checklist/", ledgers.vault_checklist, name="vault_checklist"),
]
