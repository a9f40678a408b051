// Copies in a bucket, by the S3 client of Bun. A file goes up in parts, and is an object when the last one is
// there: a process that dies leaves none.

import { promises as fs } from 'node:fs'
import type { BackupTarget } from '#lib/backup-target.ts'
import { withDeadline } from '#lib/deadline.ts'
import { parseBackupName } from './backup.ts'
import type { Offsite, OffsiteCopy } from './offsite.ts'

const MIB = 1024 * 1024
/** A part is at least that, and there are at most 10,000 parts. */
const PART_BYTES = 8 * MIB
const PARTS = 9_000
/** The limit of a part and of an answer: the mirror begins again after that. */
const STALLED_MS = 2 * 60_000

export function s3Copies(target: Extract<BackupTarget, { kind: 's3' }>): Offsite {
  const { bucket, prefix, endpoint, region, key } = target
  const client = new Bun.S3Client({
    bucket,
    ...(endpoint === null ? {} : { endpoint }),
    ...(region === null ? {} : { region }),
    ...(key === null ? {} : { accessKeyId: key.id, secretAccessKey: key.secret }),
  })

  return {
    name: `s3://${bucket}/${prefix}`,
    async list() {
      const copies: OffsiteCopy[] = []
      for (let after: string | undefined; ; ) {
        const page = await inTime(
          client.list({ prefix, ...(after === undefined ? {} : { startAfter: after }) }),
        )
        const objects = page.contents ?? []
        copies.push(
          ...objects.flatMap(({ key: path, size }) => {
            const named = parseBackupName(path.slice(prefix.length))
            return named === null ? [] : [{ ...named, bytes: size ?? 0 }]
          }),
        )
        after = objects.at(-1)?.key
        if (page.isTruncated !== true || after === undefined) break
      }
      return copies.sort((a, b) => (a.name < b.name ? 1 : -1))
    },
    async put({ path, name, bytes }, stopped) {
      const partSize = Math.max(PART_BYTES, Math.ceil(bytes / PARTS / MIB) * MIB)
      const object = client.file(`${prefix}${name}`)
      const upload = object.writer({ partSize, queueSize: 1, retry: 3 })
      // An upload that fails is left as it is: to end it would make an object of the parts that are there.
      for await (const chunk of Bun.file(path).stream()) {
        stopped.throwIfAborted()
        await upload.write(chunk)
        await inTime(upload.flush())
      }
      stopped.throwIfAborted()
      await inTime(upload.end())
      const { size } = await inTime(object.stat())
      if (size !== bytes) throw new Error(`${name} has ${size} bytes there instead of ${bytes}`)
    },
    async fetch(name, to) {
      const file = await fs.open(to, 'wx', 0o600)
      try {
        for await (const chunk of client.file(`${prefix}${name}`).stream()) await file.write(chunk)
        await file.sync()
      } finally {
        await file.close()
      }
    },
    remove: (name) => inTime(client.delete(`${prefix}${name}`)),
  }
}

const inTime = async <T>(work: Promise<T> | T): Promise<T> =>
  withDeadline(Promise.resolve(work), {
    ms: STALLED_MS,
    late: () => new Error('the bucket did not answer in time'),
  })
