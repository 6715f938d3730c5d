"""Build the wheel, install it into a fresh environment, and run it from there: what is packed must work alone."""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Exit code 0 when the installed wheel converts, shows its pages and names its version."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        subprocess.run(
            [sys.executable, "-m", "build", "--wheel", "--outdir", folder, ROOT], check=True, stdout=subprocess.DEVNULL
        )
        (wheel,) = folder.glob("*.whl")
        venv.create(folder / "venv", with_pip=True)
        python = folder / "venv" / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel], check=True)
        check = (
            "from rootzpub.web.app import templates_folder; import rootzpub;"
            "assert (templates_folder() / 'front.html').is_file();"
            "assert 'site-packages' in str(templates_folder()); print(rootzpub.__version__)"
        )
        subprocess.run([python, "-c", check], check=True, cwd=folder)
        page = subprocess.run(
            [folder / "venv" / "bin" / "rootzpub", "convert", "-"],
            input=b"<p>It <em>works</em>.</p>",
            check=True,
            capture_output=True,
            cwd=folder,
        )
        assert page.stdout == b"It *works*.\n", page.stdout
        print(f"{wheel.name}: installs and runs on its own")
    return 0


if __name__ == "__main__":
    sys.exit(main())
