"""Write docs/configuration.md from the settings themselves; a test holds the two together."""

from pathlib import Path

from rootzpub.config import setting_names
from rootzpub.config.taking_effect import TAKES_EFFECT
from rootzpub.config.template import toml_value

HEAD = """# Configuration

`rootzpub.toml` holds what you want to publish and who you are. `rootzpub init` writes it with every setting and its
explanation. What counts, from weak to strong: the default, the file, an environment variable
(`ROOTZPUB_` + table + `_` + key, e.g. `ROOTZPUB_SERVE_BIND`; lists are split at commas), a flag of the command.

A setting that rootzpub does not know is an error that names the nearest one. Secrets are never settings: they are named
by reference (`env:NAME`, `file:PATH`), read when needed, and never printed.

The default rate limits leave clients on the same machine alone (you, and a proxy that is not configured as trusted); a
limit other than the default holds for everybody. Behind a proxy that is not trusted no limit is declared: `serve` and
`doctor` name the line to add.

## When a change counts

`rootzpub doctor` names the settings that a running server does not have yet.

| table | a change counts |
|---|---|
{effects}
"""


def render() -> str:
    """The whole page."""
    effects = "\n".join(f"| `[{table}]` | {when} |" for table, when in TAKES_EFFECT.items())
    lines = [HEAD.replace("{effects}", effects)]
    current = ""
    for table, key, default, help_text in setting_names():
        if table != current:
            lines += [f"## [{table}]", "", "| key | default | what it does |", "|---|---|---|"]
            current = table
        shown = toml_value(default)
        escaped = help_text.replace("|", "\\|")
        lines.append(f"| `{key}` | `{shown}` | {escaped} |")
    text = "\n".join(lines) + "\n"
    return text.replace("|\n## [", "|\n\n## [")


def main() -> None:
    """Write the page beside the other documents."""
    path = Path(__file__).resolve().parent.parent / "docs" / "configuration.md"
    path.write_text(render(), "utf-8")
    print(path)


if __name__ == "__main__":
    main()
