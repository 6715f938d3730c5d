"""llms.txt: our Verification section, and the plugin's footer as its code writes it and as its manual shows it."""

from typing import Final

from rootzpub.wire.dialects.dialect import Dialect
from rootzpub.wire.dialects.received import Received
from rootzpub.wire.text_stamp import Form


def _signed(document: Received) -> bytes:
    return document.stamp.signed if document.stamp else b""


def _dialect(name: str, title: str, form: Form) -> Dialect:
    return Dialect(
        name=name,
        title=title,
        fits=lambda document: document.stamp is not None and document.stamp.form == form,
        encode=_signed,
    )


TEXT_DIALECTS: Final = (
    _dialect("llms-txt", "llms.txt with a Verification section", "section"),
    _dialect("llms-txt-plugin-code", "llms.txt with the plugin's footer, as its code writes it", "footer-code"),
    _dialect("llms-txt-plugin-manual", "llms.txt with the plugin's footer, as its manual shows it", "footer-manual"),
)
