"""Files to save: the browser keeps them under a name and shows none of them as a page of ours."""

from __future__ import annotations

from flask import Response


def download(content: bytes, media: str, file_name: str) -> Response:
    """Answer with a file; its name is one of ours, in plain letters."""
    answer = Response(content, mimetype=media)
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return answer
