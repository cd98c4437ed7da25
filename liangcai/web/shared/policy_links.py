"""From a citation to the page that shows the article and the rules drawn from it."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse

from liangcai.apps.catalogue.selectors import policy
from liangcai.kernel.refusals import Refused


def document_key(document: str) -> str:
    """The key (S002) of a document given by key, printed number or title; empty when it is not on file."""
    try:
        documents = policy().documents
    except Refused:
        return ""
    if document in documents:
        return document
    return next((key for key, one in documents.items() if document in (one.number, one.title)), "")


def citation_url(citation: Any) -> str:
    """The address of a citation's article, empty where there is no such page. `citation`: a Citation, a
    Source, or the dict that a stored decision keeps."""
    document = citation.get("document", "") if isinstance(citation, dict) else citation.document
    article = citation.get("article", "") if isinstance(citation, dict) else citation.article
    key = document_key(document)
    if not key:
        return ""
    try:
        return reverse("citation", args=(key, article)) if article else reverse("policy_document", args=(key,))
    except NoReverseMatch:
        return ""
