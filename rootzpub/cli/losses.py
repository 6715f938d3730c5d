"""`rootzpub losses`: what could not be carried, page by page."""

import click

from rootzpub.cli.exit_codes import FINE
from rootzpub.cli.options import configured, json_option, note, print_json
from rootzpub.cli.printing import echo


@click.command("losses", epilog="\b\nExample:\n  rootzpub losses --kind page-builder --path /services/")
@click.option("--kind", default="", help="Only this kind, such as page-builder (docs/rendering.md, docs/markdown.md).")
@click.option("--path", default="", help="Only this page and what is below it.")
@json_option
@click.pass_context
def command(ctx: click.Context, *, kind: str, path: str, as_json: bool) -> int:
    """List what pages lost on their way to markdown: page, kind, how often, the first example."""
    from rootzpub.owner.losses import list_losses, opened_site

    with opened_site(configured(ctx)) as site:
        found = list_losses(site, kind=kind, path=path)
        if as_json:
            print_json({"losses": [lost.as_dict() for lost in found]})
            return FINE
        any_found = False
        for lost in found:
            any_found = True
            echo(f"{lost.path}  {lost.kind}  {lost.count}  {lost.example}".rstrip())
        if not any_found:
            totals = ", ".join(f"{count} {name}" for name, count in site.loss_totals())
            note(f"nothing like that was lost; the site lost {totals}" if totals else "nothing was lost")
    return FINE
