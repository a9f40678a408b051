#!/bin/sh
# Guess, written before running: every currency that dinero.js brings counts in tens, with the digits of
# ISO 4217, so MGA and MRU have 2.
# The guess was wrong for these two. Seen: MGA and MRU have base 5 and exponent 1, because their coins are
# fifths, and toDecimal() refuses them as "not decimal". All others that were looked at are as ISO has them.
# Why it matters: ISO 4217, and with it the amounts of banks and of orderd, counts MGA in hundredths.
# 100000 minor units are 1,000.00 MGA there and 20,000 ariary here, and a page that shows every order by
# toDecimal() fails at the first one from Madagascar.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --prefix . dinero.js@2.0.2 >/dev/null
cat >look.mjs <<'FILE'
import { dinero, toDecimal, toUnits } from 'dinero.js'
import * as currencies from 'dinero.js/currencies'
for (const code of ['EUR', 'JPY', 'KWD', 'HUF', 'IQD', 'MGA', 'MRU']) {
  console.log(code, 'base', currencies[code].base, 'exponent', currencies[code].exponent)
}
const amount = dinero({ amount: 100000, currency: currencies.MGA })
console.log('100000 minor units of MGA are', toUnits(amount).join(' and '))
try {
  console.log(toDecimal(amount))
} catch (error) {
  console.log(error.message)
}
FILE
seen=$(node look.mjs)
echo "dinero.js 2.0.2"
echo "$seen"
[ "$seen" = "EUR base 10 exponent 2
JPY base 10 exponent 0
KWD base 10 exponent 3
HUF base 10 exponent 2
IQD base 10 exponent 3
MGA base 5 exponent 1
MRU base 5 exponent 1
100000 minor units of MGA are 20000 and 0
[Dinero.js] Currency is not decimal." ] || { echo "it behaves differently now" >&2; exit 1; }
