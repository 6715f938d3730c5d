"""The public surface of rootzpub.wire, pinned."""

import ast
import inspect
from pathlib import Path

import rootzpub.wire
from rootzpub.wire import canonical, dialects, parse, tree


def test_exported_names() -> None:
    """These names and no others; removing or adding one is a decision."""
    assert rootzpub.wire.__all__ == [
        *("ANONYMOUS", "OWNER", "Audience", "BytesDocument", "Caller", "CallerKind", "Category", "Document"),
        *(
            "Effect",
            "EntryDates",
            "Parameter",
            "Place",
            "Sample",
            "SignatureDocument",
            "Signing",
            "TextDocument",
            "ToolSpec",
        ),
        *("Unsigned", "blocks", "canonical", "envelope", "may_call", "names", "parse", "publication"),
        *("signature_of", "tree"),
    ]
    assert all(hasattr(rootzpub.wire, name) for name in rootzpub.wire.__all__)
    assert dialects.__all__ == [
        *("DIALECTS", "Coverage", "Dialect", "Received", "Recognised", "count_values", "recognise"),
    ]


def test_signatures_of_the_published_functions() -> None:
    """Parameter names of the functions that the documentation promises."""
    signatures = {
        parse: ["data"],
        canonical: ["value"],
        tree.root: ["leaves"],
        tree.audit_path: ["index", "leaves"],
        tree.consistency_path: ["size1", "leaves"],
        tree.verify_inclusion: ["leaf_hash", "index", "size", "path", "root"],
        tree.verify_consistency: ["size1", "size2", "root1", "root2", "path"],
    }
    for function, names in signatures.items():
        assert list(inspect.signature(function).parameters) == names


def test_wire_imports_no_proof() -> None:
    """The standard's words do not know keys: no module of wire imports rootzpub.proof."""
    for file in Path(rootzpub.wire.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            assert not (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("rootzpub.proof")), file
