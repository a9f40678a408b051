#!/bin/sh
# Guess, written before running: express-idempotency answers 422 or 400 where a key comes back with another
# body, as the IETF draft for the Idempotency-Key header says (422).
# The guess was wrong. Seen: its error carries no status, so that Express answers 500; a repeat that comes
# while the first request is still at work (409 in the draft) is a 500 as well. A plain repeat is answered
# from its memory, as it should be.
# Why it matters: to a client 500 means that trying again helps. It tries the wrong body for ever, and the
# shop's alarm counts a mistake of the caller as a failure of the server.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --prefix . \
  express@4.21.2 express-idempotency@1.0.6 >/dev/null
cat >look.cjs <<'FILE'
const express = require('express')
const { idempotency, getSharedIdempotencyService } = require('express-idempotency')
const app = express()
app.use(express.json())
app.use(idempotency())
app.post('/orders', (request, response) => {
  if (getSharedIdempotencyService().isHit(request)) return
  setTimeout(() => response.status(201).json({ total: request.body.total }), 500)
})
// Express would print the error; the status is the one that it would answer.
app.use((error, _request, response, _next) => {
  response.sendStatus(error.status ?? error.statusCode ?? 500)
})
const server = app.listen(0, '127.0.0.1', async () => {
  const post = async (key, total) => {
    const response = await fetch(`http://127.0.0.1:${server.address().port}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({ total }),
    })
    return response.status
  }
  console.log('first', await post('one', 1000))
  console.log('again', await post('one', 1000))
  console.log('another body', await post('one', 2000))
  const both = await Promise.all([post('two', 1000), post('two', 1000)])
  console.log('two at once', both.sort().join(' '))
  server.close()
})
FILE
seen=$(node look.cjs)
echo "express-idempotency 1.0.6, express 4.21.2"
echo "$seen"
[ "$seen" = "first 201
again 201
another body 500
two at once 201 500" ] || { echo "it behaves differently now" >&2; exit 1; }
