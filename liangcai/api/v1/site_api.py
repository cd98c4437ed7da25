"""A site's API: routers, strict bodies, refusals in words, its description and the page that shows it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, path
from ninja import NinjaAPI, Router

from liangcai.api.v1.json_body import StrictParser
from liangcai.api.v1.refusals import answer_refusals

ABOUT = "拒绝与错误一律为 {code, message, where, hint}；409 依规不予办理，403 无权，422 输入有误。"


def site_api(title: str, namespace: str, routers: Sequence[Router], token_hint: str) -> NinjaAPI:
    api = NinjaAPI(title=title, version="1", urls_namespace=namespace, docs_url=None, parser=StrictParser(),
                   description=ABOUT)  # fmt: skip
    answer_refusals(api, token_hint)
    for router in routers:
        api.add_router("", router)
    return api


def open_urls(api: NinjaAPI) -> list[URLPattern | URLResolver]:
    """The API's addresses: none asks for a login; what needs a token asks for it itself."""
    patterns, *names = api.urls
    docs = path("docs", docs_page(api), name="api_docs")
    for pattern in [*patterns, docs]:
        pattern.callback = login_not_required(pattern.callback)
        pattern.callback.audience = frozenset()  # type: ignore[attr-defined]
    return [docs, path("", (patterns, *names))]


def docs_page(api: NinjaAPI) -> Any:
    def docs(request: HttpRequest) -> HttpResponse:
        """The description, readable without JavaScript and without another host."""
        schema = api.get_openapi_schema(path_prefix="/api/v1/")
        parts = schema["components"]["schemas"]
        about = schema["info"]
        operations = [described(address, method, operation, parts)
                      for address, methods in schema["paths"].items() for method, operation in methods.items()]
        context = {"title": about["title"], "subtitle": about["description"], "operations": operations}
        return render(request, "shared/api_docs.html", context)

    return docs


def described(address: str, method: str, operation: dict[str, Any], parts: dict[str, Any]) -> dict[str, Any]:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    example = content.get("example")
    answered = operation["responses"][200].get("content", {}).get("application/json", {}).get("schema", {})
    return {
        "method": method.upper(), "address": address, "summary": operation["summary"], "id": operation["operationId"],
        "parameters": [parameter(one) for one in operation.get("parameters", [])],
        "token": bool(operation.get("security")), "body": fields(content.get("schema", {}), parts),
        "example": json.dumps(example, ensure_ascii=False, indent=2) if example else "",
        "answer": fields(answered, parts),
    }  # fmt: skip


def parameter(one: dict[str, Any]) -> dict[str, Any]:
    schema = one["schema"]
    return {"name": one["name"], "place": one["in"], "required": one.get("required", False), "kind": kind(schema),
            "words": one.get("description") or schema.get("description", "")}  # fmt: skip


def fields(schema: dict[str, Any], parts: dict[str, Any]) -> list[dict[str, str]]:
    """The fields of an object with kind and meaning, those of a list's lines too."""
    held = parts[schema["$ref"].rsplit("/", 1)[-1]] if "$ref" in schema else schema
    lines = []
    for name, one in held.get("properties", {}).items():
        lines.append({"name": name, "kind": kind(one), "words": one.get("description") or one.get("title", "")})
        inner = one.get("items", {})
        lines += [{**line, "name": f"{name}[].{line['name']}"} for line in fields(inner, parts) if "$ref" in inner]
    return lines


def kind(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " | ".join(kind(one) for one in schema["anyOf"])
    return schema.get("format") or schema.get("type") or schema.get("$ref", "").rsplit("/", 1)[-1]
