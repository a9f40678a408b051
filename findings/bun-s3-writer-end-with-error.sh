#!/bin/sh
# Guess, written before running: the writer of an S3 file in Bun, ended with an error, gives the upload up, and
# the bucket has no object.
# The guess was wrong. Seen: end(error) makes an object of the bytes that were written until then; a writer that
# is never ended makes none.
# Why it matters: a backup or export that is given up half way appears in the bucket under its final name,
# complete in all but its size. A program that lists the bucket takes it for the backup. Leave such a writer
# alone, and compare the size afterwards.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --prefix . bun@1.4.5 s3rver@3.7.1 >/dev/null
cat >look.ts <<'FILE'
import S3rver from 's3rver'

const port = 49_000 + (process.pid % 1_000)
const server = new S3rver({
  port,
  address: '127.0.0.1',
  silent: true,
  directory: './data',
  configureBuckets: [{ name: 'shop', configs: [] }],
})
await server.run()
const client = new Bun.S3Client({
  endpoint: `http://127.0.0.1:${port}`,
  bucket: 'shop',
  accessKeyId: 'S3RVER',
  secretAccessKey: 'S3RVER',
})
async function half(key: string) {
  const writer = client.file(key).writer()
  writer.write('the first half of an export')
  await writer.flush()
  return writer
}
await (await half('ended-with-error')).end(new Error('the disk is gone'))
await half('never-ended')
await Bun.sleep(500)
const { contents = [] } = await client.list({})
console.log(contents.map(({ key, size }) => `${key} ${size}`).join('\n'))
process.exit(0)
FILE
seen=$(./node_modules/.bin/bun look.ts)
echo "Bun 1.4.5"
echo "$seen"
[ "$seen" = "ended-with-error 27" ] || { echo "it behaves differently now" >&2; exit 1; }
