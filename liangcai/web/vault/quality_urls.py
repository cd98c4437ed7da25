from django.urls import path

from liangcai.web.vault.views.quality import checks, coverage, duplicates, enemies, proposals, readiness, statistics

BANK = "banks/<uuid:public_id>/quality/"

urlpatterns = [
    path(BANK, readiness.vault_readiness, name="vault_readiness"),
    path(f"{BANK}readiness.pdf", readiness.vault_readiness_pdf, name="vault_readiness_pdf"),
    path(f"{BANK}findings/", checks.vault_findings, name="vault_findings"),
    path(f"{BANK}findings/run/", checks.vault_check, name="vault_check"),
    path(f"{BANK}findings/<int:number>/", checks.vault_finding, name="vault_finding"),
    path(f"{BANK}pairs/", duplicates.vault_pairs, name="vault_pairs"),
    path(f"{BANK}pairs/run/", duplicates.vault_compare, name="vault_compare"),
    path(f"{BANK}pairs/import/", duplicates.vault_import_compare, name="vault_import_compare"),
    path("pairs/<uuid:public_id>/", duplicates.vault_pair, name="vault_pair"),
    path(f"{BANK}enemies/", enemies.vault_enemies, name="vault_enemies"),
    path(f"{BANK}enemies/<path:name>/", enemies.vault_enemy_set, name="vault_enemy_set"),
    path(f"{BANK}coverage/", coverage.vault_coverage, name="vault_coverage"),
    path(f"{BANK}statistics/", statistics.vault_statistics, name="vault_statistics"),
    path(f"{BANK}statistics/drift/", statistics.vault_drift, name="vault_drift"),
    path(f"{BANK}statistics/equating/", statistics.vault_equating, name="vault_equating"),
    path("statistics/<uuid:public_id>/", statistics.vault_sitting, name="vault_sitting"),
    path("statistics/<uuid:public_id>/propose/", proposals.vault_propose, name="vault_propose"),
    path("items/<uuid:public_id>/history/", statistics.vault_item_history, name="vault_item_history"),
    path(f"{BANK}proposals/", proposals.vault_proposals, name="vault_proposals"),
    path("proposals/<uuid:public_id>/", proposals.vault_proposal, name="vault_proposal"),
]
