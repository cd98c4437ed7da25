"""One way to write a value as bytes, so that a digest or signature over it means one thing only.

Sorted keys, no blanks, UTF-8, no floats: `jq -cS .` writes the same bytes, so anyone can check.
"""

from __future__ import annotations

import json
from typing import Any

from liangcai.kernel.refusals import BadInput

_encoder = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def encode(value: Any) -> bytes:
    """Canonical bytes of dicts, lists, text, whole numbers, booleans and null; anything else is `BadInput`."""
    try:
        _refuse_ambiguous(value)
        return _encoder.encode(value).encode()
    except UnicodeEncodeError:
        raise BadInput("not_text", "文字中含有无效字符，无法规范编码。") from None
    except RecursionError:
        raise BadInput("not_canonical", "内容嵌套过深，无法规范编码。") from None


def _refuse_ambiguous(value: Any) -> None:
    kind = type(value)
    if kind is dict:
        for key, inner in value.items():
            if type(key) is not str:
                raise BadInput("not_canonical", f"键应为文字，读到 {key!r}。")
            _refuse_ambiguous(inner)
    elif kind is list or kind is tuple:
        for inner in value:
            _refuse_ambiguous(inner)
    elif not (kind is str or kind is int or kind is bool or value is None):
        raise BadInput(
            "not_canonical",
            f"规范编码只收文字、整数、真假与空，读到 {kind.__name__}。",
            hint='小数请写成文字，如 "86.5"。',
        )


def decode(data: bytes | str, *, where: str = "") -> Any:
    """Strict JSON: no floats, no NaN, no key twice. `BadInput` names `where` and the place of the fault."""
    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data
        return json.loads(text, parse_float=_no_float, parse_constant=_no_float, object_pairs_hook=_no_key_twice)
    except UnicodeDecodeError:
        raise BadInput("not_utf8", "文件不是 UTF-8 编码的文字。", where=where) from None
    except json.JSONDecodeError as wrong:
        raise BadInput(
            "not_json", f"不是完整的 JSON：第 {wrong.lineno} 行第 {wrong.colno} 列处中断。", where=where,
            hint="请重新取得完整文件。",
        ) from None
    except (ValueError, RecursionError) as wrong:
        raise BadInput("not_json", f"JSON 内容不可接受：{wrong}。", where=where) from None


def _no_float(text: str) -> Any:
    raise ValueError(f"不收小数 {text[:20]}")


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("同一个键出现两次")
    return result
