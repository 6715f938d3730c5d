"""`rootzpub deploy`: print what a web server or systemd needs to know."""

import click

from rootzpub.cli.options import configured
from rootzpub.cli.printing import echo


@click.command("deploy", epilog="\b\nExample:\n  rootzpub deploy nginx > /etc/nginx/snippets/rootzpub.conf")
@click.argument("target", metavar="nginx|apache|caddy|systemd|mu-plugin")
@click.pass_context
def command(ctx: click.Context, target: str) -> None:
    """Print the lines that put this site's rootzpub behind a web server, or make it a service.

    Beside WordPress on one domain, or alone, as [serve] beside says.
    """
    from rootzpub.owner.deploying import checked_target, home_of, lines_for
    from rootzpub.web.app import templates_folder

    config = configured(ctx)
    echo(lines_for(checked_target(target), config, templates=templates_folder(), home=home_of(config)).rstrip())
