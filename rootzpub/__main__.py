"""`python -m rootzpub` is `rootzpub`."""

from rootzpub.cli import main

if __name__ == "__main__":
    main()
