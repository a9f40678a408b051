#!/bin/sh
# Guess, written before running: the CloudEvents SDK for JavaScript keeps the time of an event as it came,
# 2026-11-30T10:00:00.123456Z, with its microseconds.
# The guess was wrong. Seen: an event that is made in the program keeps them; one that comes in over HTTP,
# in structured or binary mode, is cut to milliseconds.
# Why it matters: orders that PostgreSQL or a Go service stamps with microseconds arrive with equal times.
# A consumer that sorts by them, or compares the event with its source, is misled. An order
# backend gives its events a number of their own.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --prefix . cloudevents@10.0.0 >/dev/null
cat >look.cjs <<'FILE'
const { CloudEvent, HTTP } = require('cloudevents')
const time = '2026-11-30T10:00:00.123456Z'
const event = { specversion: '1.0', id: '1', type: 'order.placed', source: '/orders', time }
console.log('made      ', new CloudEvent(event).time)
const structured = HTTP.toEvent({
  headers: { 'content-type': 'application/cloudevents+json' },
  body: JSON.stringify({ ...event, data: { total: 1000 } }),
})
console.log('structured', structured.time)
const headers = Object.fromEntries(Object.entries(event).map(([name, text]) => [`ce-${name}`, text]))
const binary = HTTP.toEvent({
  headers: { ...headers, 'content-type': 'application/json' },
  body: '{"total":1000}',
})
console.log('binary    ', binary.time)
FILE
seen=$(node look.cjs)
echo "cloudevents 10.0.0"
echo "$seen"
[ "$seen" = "made       2026-11-30T10:00:00.123456Z
structured 2026-11-30T10:00:00.123Z
binary     2026-11-30T10:00:00.123Z" ] || { echo "it behaves differently now" >&2; exit 1; }
