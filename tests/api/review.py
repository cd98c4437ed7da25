"""Writes the description of each API anew, to be read in the difference before it is committed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import django


def write() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liangcai.config.settings.test")
    django.setup()
    from liangcai.api.v1 import urls_hall, urls_room

    for api, name in ((urls_hall.api, "openapi.json"), (urls_room.api, "openapi-room.json")):
        schema = api.get_openapi_schema(path_prefix="/api/v1/")
        words = json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
        (Path(__file__).parent / name).write_text(words, encoding="utf-8")


if __name__ == "__main__":
    write()
