#!/bin/sh
# Fetches WordPress 6.2 to 6.7 with its SQLite drop-in for the opt-in tests (pytest -m wp67): 158 MB to download,
# 26 MB kept in .live/playground (or in the folder that ROOTZPUB_PLAYGROUND names).
set -eu

package="@wp-playground/wordpress-builds@0.9.19"
root=$(cd "$(dirname "$0")/.." && pwd)
target=${ROOTZPUB_PLAYGROUND:-$root/.live/playground}

if [ -f "$target/wp-versions.json" ]; then
    echo "playground: already at $target"
    exit 0
fi
if ! command -v npm >/dev/null 2>&1; then
    echo "playground: npm is not installed; install Node.js 18 or newer, then run this again" >&2
    exit 3
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
echo "playground: fetching $package (158 MB)"
(cd "$work" && npm pack --silent "$package" >/dev/null && tar xzf ./*.tgz package/src)
mkdir -p "$target"
cp "$work"/package/src/wordpress/*.zip "$work"/package/src/sqlite-database-integration/*.zip "$target"
cp "$work"/package/src/wordpress/wp-versions.json "$target" # last: it says that all is there
echo "playground: ready at $target"
