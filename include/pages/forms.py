"""What a form has sent, read once it is known who sent it: nobody else's body may fill the memory."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, HTTPException
from starlette.requests import ClientDisconnect, Request

LARGEST = 64_000  # bytes; forms of ours send a fraction of it
MOST = 50  # fields


async def read_fields(request: Request) -> dict[str, str]:
    """The fields by their names; 413 for more than a form of ours holds, 400 for what is no form."""
    raw = bytearray()
    try:
        async for chunk in request.stream():
            raw += chunk
            if len(raw) > LARGEST:
                raise HTTPException(413)
        fields = dict(parse_qsl(raw.decode(), keep_blank_values=True, max_num_fields=MOST))
    except (ClientDisconnect, ValueError):
        raise HTTPException(400) from None
    if any("\0" in text for text in fields.values()):  # nobody types it, and PostgreSQL does not keep it
        raise HTTPException(400)
    return fields


Fields = Annotated[dict[str, str], Depends(read_fields)]
