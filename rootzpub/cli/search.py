"""`rootzpub search`: what an agent gets for a question, for people."""

from typing import Any

import click

from rootzpub.cli.exit_codes import FINE, USAGE
from rootzpub.cli.options import configured, json_option
from rootzpub.cli.printing import echo, write_bytes

_FILTERS = ("type", "category", "tag", "after", "before", "language", "limit", "offset")


@click.command("search", epilog='\b\nExample:\n  rootzpub search "when are you open on Saturday?"')
@click.argument("question", nargs=-1, required=True)
@click.option("--type", help="Only this type: page, post, …")
@click.option("--category", help="Only this category, by slug or name.")
@click.option("--tag", help="Only this tag, by slug or name.")
@click.option("--after", help="Published at or after this date or time.")
@click.option("--before", help="Published before this date or time.")
@click.option("--language", help="Only this language (BCP 47).")
@click.option("--limit", help="Results, 1 to 50 (default: 10).")
@click.option("--offset", help="Results to leave out first.")
@json_option
@click.pass_context
def command(ctx: click.Context, /, question: tuple[str, ...], as_json: bool, **filters: str | None) -> int:  # noqa: FBT001 - click's
    """Ask the published site as an agent does: the same answer as searchContent's. Exit code 2 where it is refused."""
    import orjson

    from rootzpub.assembly import open_publisher
    from rootzpub.cli.privacy import keep_memory_private
    from rootzpub.wire import places

    keep_memory_private()
    given = [(name, value) for name in _FILTERS if (value := filters[name]) is not None]
    answer = open_publisher(configured(ctx)).answer(places.SEARCH.path, [("q", " ".join(question)), *given])
    if as_json:
        write_bytes(answer.body)
    else:
        _print(orjson.loads(answer.body))
    return FINE if answer.status < 400 else USAGE  # noqa: PLR2004 - HTTP's own boundary


def _print(body: dict[str, Any]) -> None:
    """Results one below the other, the best first."""
    if "error" in body:
        echo(f"error: {body['error']['message']}\nhint: {body['error']['hint']}", err=True)
        return
    for result in body["results"]:
        heading = result.get("passage", {}).get("heading", "")
        echo(f"{result['rank']}. {result['title']}{f' › {heading}' if heading else ''}")
        echo(f"   {result['url']}")
        echo(f"   {result['excerpt']}")
    echo(_summary(body))


def _summary(body: dict[str, Any]) -> str:
    if not body["results"]:
        guess = body.get("didYouMean")
        return f"nothing found{f'; did you mean: {guess}?' if guess else ''}"
    matched = {"all": "all words", "some": "some of the words", "forms": "words in other forms"}
    how = matched.get(body.get("matched", ""), "")
    return f"{body['returned']} of {body['totalFound']} found{f', by {how}' if how else ''}"
