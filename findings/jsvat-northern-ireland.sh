#!/bin/sh
# Guess, written before running: jsvat knows the VAT numbers of Northern Ireland (XI) and the Dutch ones of
# 2020 (check digits by modulus 97), as python-stdnum does.
# The guess was right for the Dutch ones and wrong for XI. Seen: to jsvat XI is a country that it does not
# support; python-stdnum takes the number. It is the GB number with another prefix.
# Why it matters: since 2021 a business in Northern Ireland trades goods with the EU under XI, and a sale to
# it can be without VAT. A form that asks jsvat refuses that customer.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --prefix . jsvat@2.5.4 >/dev/null
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check python-stdnum==2.2
cat >look.cjs <<'FILE'
const { checkVAT, ...exported } = require('jsvat')
const countries = Object.values(exported).filter((one) => one?.codes)
for (const number of ['NL000099998B57', 'GB110305878', 'XI110305878']) {
  const { isValid, isSupportedCountry } = checkVAT(number, countries)
  console.log('jsvat', number, isValid, isSupportedCountry ? 'supported' : 'not supported')
}
FILE
cat >look.py <<'FILE'
from stdnum.eu import vat

for number in ("NL000099998B57", "XI110305878"):
    print("python-stdnum", number, str(vat.is_valid(number)).lower())
FILE
seen=$(node look.cjs && env/bin/python look.py)
echo "jsvat 2.5.4, python-stdnum 2.2"
echo "$seen"
[ "$seen" = "jsvat NL000099998B57 true supported
jsvat GB110305878 true supported
jsvat XI110305878 false not supported
python-stdnum NL000099998B57 true
python-stdnum XI110305878 true" ] || { echo "it behaves differently now" >&2; exit 1; }
