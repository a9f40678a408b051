#!/bin/sh
# Guess, written before running: ts-tracking-number finds RR123456785DE, a number of the Universal Postal
# Union, once and as the post's. The number of a DHL parcel was run beside it, with no other guess than that
# it is DHL's.
# The guess was right for the first and wrong for the second. Seen: 00340434161094042557, a number of DHL's
# sandbox for tracking in Germany, is named as one of the United States Postal Service, and as no other.
# Why it matters: a tracking page that makes its link from such an answer sends the customers of a German
# shop to another carrier's site. The carrier is what the shop says, and is not guessed from the number.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --prefix . ts-tracking-number@1.0.17 >/dev/null
cat >look.cjs <<'FILE'
const { findTracking } = require('ts-tracking-number')
for (const number of ['RR123456785DE', '1Z5R89390357567127', '00340434161094042557']) {
  console.log(number, findTracking(number).map((one) => `${one.name} (${one.courier.name})`).join(', '))
}
FILE
seen=$(node look.cjs)
echo "ts-tracking-number 1.0.17"
echo "$seen"
[ "$seen" = "RR123456785DE S10 (S10 International Standard)
1Z5R89390357567127 UPS (UPS)
00340434161094042557 USPS 20 (United States Postal Service)" ] || { echo "it behaves differently now" >&2; exit 1; }
