#!/bin/sh
# From a bare machine to a running shop with sample data: gets Bun, installs, builds the dashboard
# and starts the server, which prints its links. Arguments go to `orderd serve`.

set -eu
. "$(dirname -- "$0")/bun.sh"

need_bun || exit 1
bun install --frozen-lockfile </dev/null >&2
exec bun scripts/start.ts serve --demo "$@"
