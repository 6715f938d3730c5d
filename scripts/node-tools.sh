#!/bin/sh
# Installs the Node packages that tests compare us with: ethers, viem, noble, a local Ethereum node, a Solidity compiler,
# CommonMark's specification, and the Node that runs them.
#
#   scripts/node-tools.sh            install them into tests/node/node_modules (nothing happens when they are there)
#   scripts/node-tools.sh --check    only say whether they are there; exit 0 when they are, else 1
#
# Which packages and versions: tests/node/package.json and its lock file, whose checksums npm verifies. The Node of the
# machine (18 or newer, with npm) only fetches them: the tests run on the package `node`. No package may run a script
# while it is installed, but that one, by name: it links the binary, which the lock file names too, into its place.
# Where they cannot be installed the tests that need them are skipped, each with its reason; where CI is set it fails.
set -eu

cd "$(dirname "$0")/../tests/node"
node=node_modules/node/bin/node
stamp=node_modules/.installed-from
wanted=$(cksum < package-lock.json)

if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && [ -x "$node" ]; then
    echo "node tools: everything is installed"
    exit 0
fi
case "${1:-}" in
    "") ;;
    --check) echo "node tools: missing; run scripts/node-tools.sh"; exit 1 ;;
    -h | --help) sed -n '2,11s/^# \{0,1\}//p' ../../scripts/node-tools.sh; exit 0 ;;
    *) echo "node-tools: unknown argument '$1'; see --help" >&2; exit 2 ;;
esac
give_up() {
    echo "node tools: $1; until then pytest skips the tests that compare us with Node packages" >&2
    [ -z "${CI:-}" ] || exit 3
    exit 0
}
if ! command -v npm > /dev/null || ! node -e "process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)"; then
    give_up "Node 18 or newer with npm is not here: install it (Debian: sudo scripts/install-live.sh)"
fi
npm ci --no-audit --no-fund --ignore-scripts --loglevel=error || give_up "npm could not install the packages"
# The script asks npm for the package of the binary and links its file. The lock file has had that package installed, with
# a checksum, so the npm that the script finds does nothing.
nothing=$(mktemp -d)
trap 'rm -rf "$nothing"' EXIT
printf '#!/bin/sh\nexit 0\n' > "$nothing/npm"
chmod 755 "$nothing/npm"
(cd node_modules/node && PATH="$nothing:$PATH" node installArchSpecificPackage) ||
    give_up "the package node has no binary for this machine"
# npm leaves out an optional package whose `engines` ask for a newer Node than its own (Debian 12 has 18), though it is
# a program of its own that needs none: fetched by itself, held to the checksum of the lock file.
anvil=@foundry-rs/anvil-linux-amd64
if [ "$(uname -sm)" = "Linux x86_64" ] && [ ! -e "node_modules/$anvil" ]; then
    version=$(node -p "require('./package-lock.json').packages['node_modules/$anvil'].version")
    wanted_sum=$(node -p "require('./package-lock.json').packages['node_modules/$anvil'].integrity.slice(7)")
    npm pack --silent --pack-destination "$nothing" "$anvil@$version" > /dev/null || give_up "npm could not fetch $anvil"
    packed=$(ls "$nothing"/*.tgz)
    [ "$(openssl dgst -sha512 -binary "$packed" | base64 -w 0)" = "$wanted_sum" ] || give_up "$anvil has another checksum"
    mkdir -p "node_modules/$anvil"
    tar -xzf "$packed" -C "node_modules/$anvil" --strip-components=1
fi
"$node" -e "process.exit(0)" || give_up "the package node does not run on this machine"
echo "$wanted" > "$stamp"
