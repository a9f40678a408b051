// A bucket of an S3 service on this machine, with files in a temporary directory.

import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import S3rver from 's3rver'

export interface Bucket {
  /** What BACKUP_TO takes, with the key; under `prefix`. */
  url(prefix?: string): string
  /** The keys of its objects. */
  keys(): Promise<string[]>
  close(): Promise<void>
}

const NAME = 'shop-backups'
const KEY = 'S3RVER'

export async function openBucket(): Promise<Bucket> {
  const directory = mkdtempSync(join(tmpdir(), 'orderd-bucket-'))
  const port = await freePort()
  const service = new S3rver({
    port,
    address: '127.0.0.1',
    silent: true,
    directory,
    configureBuckets: [{ name: NAME, configs: [] }],
  })
  await service.run()
  const endpoint = `http://127.0.0.1:${port}`
  const client = new Bun.S3Client({
    ...{ endpoint, bucket: NAME, accessKeyId: KEY, secretAccessKey: KEY },
  })
  return {
    url: (prefix = 'orderd') =>
      `s3://${KEY}:${KEY}@${NAME}/${prefix}?endpoint=${encodeURIComponent(endpoint)}&region=us-east-1`,
    keys: async () => ((await client.list({})).contents ?? []).map(({ key }) => key).sort(),
    async close() {
      await service.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** s3rver logs the port that it was given, not the one it took, so it is given one. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0))
    })
  })
}
