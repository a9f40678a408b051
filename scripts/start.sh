#!/bin/sh
# From a bare machine to a running shop with sample data: gets Bun, installs, builds the dashboard
# and starts the server, which prints its links. Arguments go to `orderd serve`.

set -eu
. "$(dirname -- "$0")/bun.sh"

need_bun || exit 1
bun install --frozen-lockfile </dev/null >&2
if [ -f scripts/dashboard.ts ]; then bun scripts/dashboard.ts </dev/null >&2; fi
exec bun src/main.ts serve --demo "$@"
