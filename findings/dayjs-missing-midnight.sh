#!/bin/sh
# Guess, written before running: where clocks go forward at midnight, so that a day begins at 01:00, the
# time zone libraries of JavaScript agree on the first instant of that day.
# The guess was wrong. Seen, with the machine in UTC: luxon and moment-timezone say 01:00 of the day in
# Cairo and Beirut. dayjs says 23:00 of the day before, and for New York, whose clocks change at 02:00, it
# is right. (The answer of dayjs also depends on the zone of the machine, so the script sets that.)
# Why it matters: a report by the shop's day that asks dayjs for its bounds counts the last hour of the day
# before twice, once in each day, and the month no longer adds up.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --prefix . \
  dayjs@1.11.23 luxon@3.7.2 moment-timezone@0.6.6 >/dev/null
cat >look.cjs <<'FILE'
const dayjs = require('dayjs')
dayjs.extend(require('dayjs/plugin/utc'))
dayjs.extend(require('dayjs/plugin/timezone'))
const { DateTime } = require('luxon')
const moment = require('moment-timezone')
for (const [zone, day] of [
  ['Africa/Cairo', '2026-04-24'],
  ['Asia/Beirut', '2026-03-29'],
  ['America/New_York', '2026-03-08'],
]) {
  const noon = `${day} 12:00`
  console.log(zone, day)
  console.log('  luxon ', DateTime.fromSQL(noon, { zone }).startOf('day').toUTC().toISO())
  console.log('  moment', moment.tz(noon, zone).startOf('day').toISOString())
  console.log('  dayjs ', dayjs.tz(noon, zone).startOf('day').toISOString())
}
FILE
seen=$(TZ=UTC node look.cjs)
echo "dayjs 1.11.23, luxon 3.7.2, moment-timezone 0.6.6"
echo "$seen"
[ "$seen" = "Africa/Cairo 2026-04-24
  luxon  2026-04-23T22:00:00.000Z
  moment 2026-04-23T22:00:00.000Z
  dayjs  2026-04-23T21:00:00.000Z
Asia/Beirut 2026-03-29
  luxon  2026-03-28T22:00:00.000Z
  moment 2026-03-28T22:00:00.000Z
  dayjs  2026-03-28T21:00:00.000Z
America/New_York 2026-03-08
  luxon  2026-03-08T05:00:00.000Z
  moment 2026-03-08T05:00:00.000Z
  dayjs  2026-03-08T05:00:00.000Z" ] || { echo "it behaves differently now" >&2; exit 1; }
