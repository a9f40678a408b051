// The doctor's rows of the data directory, the disk, the clock and the files of secrets.

import { createPrivateKey, X509Certificate } from 'node:crypto'
import { accessSync, constants, existsSync, readFileSync, statfsSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { refuseForeign } from './data-directory.ts'
import { type Check, dateOf, entriesOf, isOpenToOthers, nearest } from './doctor-check.ts'
import { EXIT } from './failure.ts'

const MIB = 1024 * 1024
const DISK_MIN_BYTES = 256 * MIB
const CLOCK_OLDEST = Date.UTC(2025, 0, 1)
/** Clocks of a disk on another machine differ a little. */
const CLOCK_SPARE_MS = 60_000
const SECRET_MIN_LENGTH = 32

const freeBytes = (path: string): number => {
  const { bavail, bsize } = statfsSync(nearest(path))
  return bavail * bsize
}

const megabytes = (bytes: number): string => `${Math.round(bytes / MIB)} MB`

/** Bytes of the file; 0 where it is missing. */
const sizeOf = (path: string): number => (existsSync(path) ? statSync(path).size : 0)

export const MACHINE_CHECKS: readonly Check[] = [
  {
    check: 'data directory',
    look({ directory }) {
      const { path } = directory
      if (!existsSync(path)) {
        accessSync(nearest(path), constants.W_OK | constants.X_OK)
        return { well: `${path} is none yet; the first start makes it` }
      }
      refuseForeign(directory)
      return { well: path }
    },
    mend: 'give it to the account of orderd (chown), mount it writable, or say another --data-dir',
    exitCode: EXIT.config,
  },
  {
    check: 'permissions',
    look({ directory: { path } }) {
      if (!existsSync(path)) return null
      return isOpenToOthers(path)
        ? { fault: `${path} can be read by others (${(statSync(path).mode & 0o777).toString(8)})` }
        : { well: 'only the account of orderd can open the data directory' }
    },
    mend: ({ directory }) => `chmod 700 ${directory.path}`,
  },
  {
    check: 'secrets',
    look({ directory: { secrets, database } }) {
      const files = [secrets, ...entriesOf(secrets), database].filter((path) => existsSync(path))
      const open = files.filter(isOpenToOthers)
      if (files.length === 0) return null
      return open.length > 0
        ? { fault: `others can read ${open.join(', ')}` }
        : { well: 'secrets and database are private' }
    },
    mend: ({ directory: { secrets, database } }) => `chmod -R go-rwx ${secrets} ${database}`,
  },
  {
    check: 'signing secret',
    look({ config, directory: { secrets } }) {
      const [file] = entriesOf(secrets).filter((path) => basename(path) === 'jwt')
      if (config.jwtSecrets !== null || file === undefined) return null
      return readFileSync(file, 'utf8').trim().length < SECRET_MIN_LENGTH
        ? { fault: `${file} holds no secret` }
        : { well: file }
    },
    mend: 'put it back from a copy, or remove it: the next start makes one, and everyone signs in again',
  },
  {
    check: 'disk',
    look({ directory }) {
      const free = freeBytes(directory.path)
      const detail = `${megabytes(free)} free`
      return free < DISK_MIN_BYTES ? { fault: detail } : { well: detail }
    },
    mend: 'free some space: writes are refused when the disk is full',
  },
  {
    check: 'room for backups',
    look({ config, directory: { path, database } }) {
      const needed = sizeOf(database)
      if (config.db !== null || needed <= freeBytes(path)) return null
      return { fault: `a backup needs ${megabytes(needed)}, as does a change of the schema` }
    },
    mend: 'free some space, or remove old backups',
    level: 'warning',
  },
  {
    check: 'clock',
    look({ now, directory: { path } }) {
      if (now < CLOCK_OLDEST) return { fault: dateOf(now) }
      const ahead = entriesOf(path).find((file) => statSync(file).mtimeMs > now + CLOCK_SPARE_MS)
      if (ahead === undefined) return { well: dateOf(now) }
      return {
        fault: `it says ${dateOf(now)}, but ${ahead} was written at ${dateOf(statSync(ahead).mtimeMs)}`,
      }
    },
    mend: 'set the clock: start NTP',
  },
  {
    check: 'certificate',
    look({ config: { tlsCert, tlsKey }, now }) {
      if (tlsCert === null || tlsKey === null) return null
      const certificate = new X509Certificate(readFileSync(tlsCert))
      if (!certificate.checkPrivateKey(createPrivateKey(readFileSync(tlsKey))))
        return { fault: `${tlsKey} is the key of another certificate` }
      const until = Date.parse(certificate.validTo)
      const detail = `${tlsCert} is valid until ${dateOf(until)}`
      return until < now ? { fault: detail } : { well: detail }
    },
    mend: 'name a certificate that is valid, and its key: ORDERD_TLS_CERT, ORDERD_TLS_KEY',
    exitCode: EXIT.config,
  },
]
