"""The configuration reference, from the settings themselves."""

from __future__ import annotations

from assistant.settings import ROOT, Settings


def settings_table() -> str:
    """Every setting as a Markdown table: variable, default, meaning."""
    lines = ["| variable | default | meaning |", "| --- | --- | --- |"]
    for name, field in Settings.__fields__.items():
        default = "" if field.default is None else str(field.default).replace(f"{ROOT}/", "")
        variable = f"{Settings.Config.env_prefix}{name.upper()}"
        lines.append(f"| `{variable}` | {default} | {field.field_info.description} |")
    return "\n".join(lines)
