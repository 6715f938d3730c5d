"""`rootzpub verify --quote`: whether a site says the words of a quotation."""

from rootzpub.cli.options import print_json
from rootzpub.cli.printing import echo
from rootzpub.cli.verifying import read_file
from rootzpub.errors import MalformedInput, UsageError
from rootzpub.verify.quotation import look_for
from rootzpub.verify.reader import Reader
from rootzpub.verify.report import Report
from rootzpub.wire.blocks import origin_of


def show_quotation(reader: Reader, site: str, quote: str, *, as_json: bool) -> int:
    """Print what was found; 0 where the site says these words, 1 where it does not. Raises FetchFailed."""
    try:
        origin = origin_of(site)
    except MalformedInput as error:
        raise UsageError(f"--site: {error.message}", hint="for example --site https://example.com") from None

    def read(url: str) -> tuple[bytes, Report]:
        response, report = reader.read(url)
        return response.body, report

    words = read_file("-").decode("utf-8", "replace") if quote == "-" else quote
    found = look_for(words.strip(), origin, read)
    if as_json:
        print_json(found.as_dict())
    else:
        echo(found.as_text(), nl=False)
    return found.exit_code
