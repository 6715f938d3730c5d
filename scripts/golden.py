"""Write fixtures/golden anew: what the demo site publishes at a fixed moment with the test key. Read the diff then."""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.golden.published import GOLDEN, MANIFEST, WHOLE, manifest, published


def main() -> None:
    """All files of the golden site."""
    with tempfile.TemporaryDirectory() as folder:
        answers = published(Path(folder))
    GOLDEN.mkdir(parents=True, exist_ok=True)
    MANIFEST.write_text(manifest(answers), "utf-8")
    for path, name in WHOLE.items():
        (GOLDEN / name).write_bytes(answers[path])
    print(f"{len(answers)} answers in {MANIFEST.relative_to(GOLDEN.parent.parent)}")


if __name__ == "__main__":
    main()
