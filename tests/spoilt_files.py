"""Ways in which the file of a backup may be damaged."""

from __future__ import annotations

from pathlib import Path


def spoil_text(file: Path) -> None:
    file.write_text("ceci n’est pas une base")


def spoil_half(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def spoil_absent(file: Path) -> None:
    file.unlink()


def spoil_middle(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[8192 : len(content) // 2] = b"\xff" * (len(content) // 2 - 8192)
    file.write_bytes(content)
