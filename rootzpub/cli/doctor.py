"""`rootzpub doctor`: configuration, source, key, store: what is wrong and how to fix it."""

import click

from rootzpub.cli.exit_codes import FINE
from rootzpub.cli.options import json_option, print_json


@click.command("doctor", epilog="\b\nExample:\n  rootzpub doctor")
@json_option
@click.pass_context
def command(ctx: click.Context, *, as_json: bool) -> int:
    """Look at every part and say what is wrong and how to fix it. Exit code 0 when nothing is."""
    from pathlib import Path

    from rootzpub.cli.diagnosis import diagnose

    findings = diagnose(ctx.find_root().obj or Path())
    if as_json:
        print_json({"findings": [finding.as_dict() for finding in findings]})
    else:
        for finding in findings:
            click.echo(f"{finding.outcome:<7} {finding.part:<14} {finding.message}")
            if finding.hint:
                click.echo(f"{'':<23}{finding.hint}")
    return max((finding.exit_code for finding in findings), default=FINE)
