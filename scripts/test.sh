#!/bin/sh
# Everything that must hold before a change lands, from a bare machine: installs, builds, checks, tests and
# measures, each even when the one before failed. Standard output carries the summary alone; its last
# line is "N passed, N failed", and the exit code is 1 when anything failed.

set -u
. "$(dirname -- "$0")/bun.sh"

failed=''

step() {
  name=$1
  shift
  say "== $name"
  "$@" </dev/null >&2 && return
  say "!! $name failed"
  failed="$failed $name"
}

give_up() {
  printf 'failed: %s\n0 passed, 1 failed\n' "$1"
  exit 1
}

# The browser tests skip themselves without a browser; here is why, or the browser.
browser() {
  if [ -z "$(find test/browser -name '*.test.ts' 2>/dev/null)" ]; then return; fi
  if command -v chromium >/dev/null 2>&1; then return; fi
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    say "== no chromium, and only root can install it by apt-get: browser tests are skipped"
    return
  fi
  say "== getting chromium"
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -qq && apt-get install -yqq --no-install-recommends chromium; } </dev/null >&2 ||
    say "== chromium could not be installed: browser tests are skipped"
}

need_bun || give_up 'getting Bun'
bun install --frozen-lockfile </dev/null >&2 || give_up 'bun install'
browser

mkdir -p .cache
rm -f .cache/junit-*.xml .cache/retried.json
step build bun run build
step check bun run check
step test bun scripts/run-tests.ts .cache
step canaries bun scripts/canaries.ts .cache/logs
step speed bun run bench --short

# shellcheck disable=SC2086 # a list of words
bun scripts/test-summary.ts .cache $failed
