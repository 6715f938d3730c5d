"""`rootzpub doctor`: configuration, source, key, store: what is wrong and how to fix it."""

import click

from rootzpub.cli.exit_codes import FINE, exit_code
from rootzpub.cli.options import directory, json_option, print_json
from rootzpub.cli.printing import echo


@click.command("doctor", epilog="\b\nExample:\n  rootzpub doctor")
@json_option
@click.pass_context
def command(ctx: click.Context, *, as_json: bool) -> int:
    """Look at every part and say what is wrong and how to fix it. Exit code 0 when nothing is."""
    from rootzpub.owner.diagnosis import diagnose

    findings = diagnose(directory(ctx))
    if as_json:
        print_json({"findings": [finding.as_dict() for finding in findings]})
    else:
        for finding in findings:
            echo(f"{finding.outcome:<7} {finding.part:<14} {finding.message}")
            if finding.hint:
                echo(f"{'':<23}{finding.hint}")
    # A warning carries no error and counts as fine.
    return max((exit_code(finding.error) for finding in findings if finding.error), default=FINE)
