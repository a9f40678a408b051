# Sourced by the scripts beside it, on a machine that may have Node's npm and nothing else: goes to
# the root of the project and puts the one Bun this project runs on first in the PATH. It must never
# replace another Bun of the machine: beside one, ours goes into .cache/.

BUN_VERSION=1.4.5
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root" || exit 1

is_ours() { [ "$("$1" --version 2>/dev/null)" = "$BUN_VERSION" ]; }

say() { printf '%s\n' "$*" >&2; }

# Another prefix must not lose the npmrc of the machine (registry, certificates). An npm that holds
# back install scripts leaves a placeholder: run the script then.
install_into() {
  npm install -g --prefix "$1" --globalconfig "$(npm config get globalconfig)" \
    "bun@$BUN_VERSION" </dev/null >&2 || return 1
  PATH="$1/bin:$PATH"
  is_ours bun || { node "$1/lib/node_modules/bun/install.js" >&2 && is_ours bun; }
}

need_bun() {
  ours="$root/.cache/bun-$BUN_VERSION"
  if is_ours bun; then return; fi
  if is_ours "$ours/bin/bun"; then
    PATH="$ours/bin:$PATH"
    return
  fi
  if ! command -v npm >/dev/null 2>&1; then
    say "This needs Bun $BUN_VERSION, or Node with npm to get it: https://bun.sh, https://nodejs.org"
    return 1
  fi

  say "== getting Bun $BUN_VERSION"
  if ! command -v bun >/dev/null 2>&1 && install_into "$(npm prefix -g)"; then return; fi
  install_into "$ours" || { say "Bun $BUN_VERSION could not be installed."; return 1; }
}
