#!/bin/sh
# Installs what the live tests start and use: MariaDB, PHP, WordPress with the themes of the sites that tests load, nginx,
# Apache, Caddy, Chromium, Node, wrk, openssl and a C compiler, from Debian's own packages.
#
#   sudo scripts/install-live.sh            install what is missing (nothing happens when all is there)
#   scripts/install-live.sh --check         only say what is missing; exit 0 when nothing is, else 1
#   sudo scripts/install-live.sh --minimal  leave Chromium out (230 MB)
#
# The packages' own services are not started and not wanted: the tests start every server themselves, on free
# loopback ports with data in a temporary folder, and stop it by its process number. A service of these packages
# that was running before is left as it is.
set -eu

# Package names, each with a file that tells it is there (a query of dpkg would cost more than the whole check).
BASE="
mariadb-server:/usr/sbin/mariadbd
mariadb-client:/usr/bin/mariadb-dump
php-cli:/usr/bin/php
php-mysql:/etc/php/*/cli/conf.d/*-mysqli.ini
php-gd:/etc/php/*/cli/conf.d/*-gd.ini
php-mbstring:/etc/php/*/cli/conf.d/*-mbstring.ini
php-xml:/etc/php/*/cli/conf.d/*-xml.ini
php-curl:/etc/php/*/cli/conf.d/*-curl.ini
php-intl:/etc/php/*/cli/conf.d/*-intl.ini
php-zip:/etc/php/*/cli/conf.d/*-zip.ini
php-sqlite3:/etc/php/*/cli/conf.d/*-sqlite3.ini
wordpress:/usr/share/wordpress/wp-includes/version.php
wordpress-theme-twentytwentytwo:/usr/share/wordpress/wp-content/themes/twentytwentytwo/theme.json
wordpress-theme-twentytwentythree:/usr/share/wordpress/wp-content/themes/twentytwentythree/theme.json
nginx-light:/usr/sbin/nginx
apache2-bin:/usr/sbin/apache2
media-types:/etc/mime.types
caddy:/usr/bin/caddy
gcc:/usr/bin/gcc
libc6-dev:/usr/include/stdio.h
python3-dev:/usr/include/python3*/Python.h
openssl:/usr/bin/openssl
tzdata:/usr/share/zoneinfo/Europe/Berlin
"
BROWSER="
chromium:/usr/bin/chromium
chromium-driver:/usr/bin/chromedriver
fonts-dejavu-core:/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf
"

mode=install
wanted="$BASE $BROWSER"
for argument in "$@"; do
    case "$argument" in
        --check) mode=check ;;
        --minimal) wanted="$BASE" ;;
        -h | --help) sed -n '2,11s/^# \{0,1\}//p' "$0"; exit 0 ;;
        *) echo "install-live: unknown argument '$argument'; see --help" >&2; exit 2 ;;
    esac
done

present() { # the pattern may hold wildcards: true when at least one file matches
    # shellcheck disable=SC2086 # the wildcard must expand
    set -- $1
    [ -e "$1" ]
}

# Node may come from elsewhere than Debian; what answers to its name is good.
TOOLS="nodejs:node npm:npm wrk:wrk"

missing=""
for row in $TOOLS; do
    command -v "${row#*:}" >/dev/null 2>&1 || missing="$missing ${row%%:*}"
done
for row in $wanted; do
    present "${row#*:}" || missing="$missing ${row%%:*}"
done

if [ -z "$missing" ]; then
    echo "live tests: everything is installed"
    exit 0
fi
if [ "$mode" = check ]; then
    echo "live tests: missing$missing; fix with: sudo scripts/install-live.sh"
    exit 1
fi
# Without the servers the live tests are skipped with a reason, so only a CI run may not go on.
give_up() {
    echo "live tests: missing$missing; $1; until then pytest skips the tests that need them" >&2
    [ -z "${CI:-}" ] || exit 3
    exit 0
}
command -v apt-get >/dev/null 2>&1 || give_up "this machine has no apt-get: install them by its own means"
[ "$(id -u)" -eq 0 ] || give_up "run: sudo scripts/install-live.sh"

# While we install, init scripts may not start anything; a policy that is already there stays.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    trap 'exit 130' INT TERM
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
fi

log=$(mktemp)
install_packages() {
    # wordpress asks for some web server and some PHP for it: nginx and php-cgi named here keep Apache out.
    # shellcheck disable=SC2086 # a list of words
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -q --no-install-recommends \
        nginx-light php-cgi php $missing >"$log" 2>&1
}
echo "live tests: installing$missing"
install_packages || {
    # The usual cause is a stale package list: refresh it once, then try again.
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 update -q >"$log" 2>&1 && install_packages
} || {
    tail -n 20 "$log" >&2
    give_up "apt-get failed, its whole output is in $log"
}
rm -f "$log"
echo "live tests: installed"
