#!/bin/sh
# Installs the Node packages that tests compare us with: ethers, viem, noble, a local Ethereum node, a Solidity compiler.
#
#   scripts/node-tools.sh            install them into tests/node/node_modules (nothing happens when they are there)
#   scripts/node-tools.sh --check    only say whether they are there; exit 0 when they are, else 1
#
# Which packages and versions: tests/node/package.json and its lock file, whose checksums npm verifies. Without Node or
# without network the tests that need them are skipped, each with its reason; this script then says so and ends well.
set -eu

cd "$(dirname "$0")/../tests/node"
stamp=node_modules/.installed-from
wanted=$(cksum < package-lock.json)

if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
    echo "node tools: everything is installed"
    exit 0
fi
case "${1:-}" in
    "") ;;
    --check) echo "node tools: missing; run scripts/node-tools.sh"; exit 1 ;;
    -h | --help) sed -n '2,8s/^# \{0,1\}//p' ../../scripts/node-tools.sh; exit 0 ;;
    *) echo "node-tools: unknown argument '$1'; see --help" >&2; exit 2 ;;
esac
if ! command -v npm > /dev/null || ! node -e "process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)"; then
    echo "node tools: Node 20 or newer with npm is not here; the tests that compare us with Node libraries are skipped"
    exit 0
fi
if npm ci --no-audit --no-fund --ignore-scripts --loglevel=error; then
    echo "$wanted" > "$stamp"
else
    echo "node tools: npm could not install them; the tests that compare us with Node libraries are skipped" >&2
fi
