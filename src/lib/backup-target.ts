// The target of off-site copies of backups, read from one text: a directory, or a bucket of S3 or of a service
// that speaks its protocol.

export type BackupTarget =
  | { kind: 'directory'; path: string }
  | {
      kind: 's3'
      bucket: string
      /** Ends with a slash, or is empty. */
      prefix: string
      /** null: Amazon's. */
      endpoint: string | null
      region: string | null
      /** null: from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. */
      key: { id: string; secret: string } | null
    }

const PARAMETERS = ['endpoint', 'region']

/**
 * `/mnt/backups`, or `s3://[key:secret@]bucket[/prefix][?endpoint=https://...&region=...]`; null for another
 * form.
 */
export function backupTarget(text: string): BackupTarget | null {
  if (text.startsWith('/')) return { kind: 'directory', path: text }
  const url = text.startsWith('s3://') && URL.canParse(text) ? new URL(text) : null
  if (url === null || url.hostname === '' || url.port !== '' || url.hash !== '') return null
  if ([...url.searchParams.keys()].some((name) => !PARAMETERS.includes(name))) return null
  const endpoint = url.searchParams.get('endpoint')
  const isEndpoint = endpoint === null || (/^https?:\/\//.test(endpoint) && URL.canParse(endpoint))
  if (!isEndpoint || (url.username === '') !== (url.password === '')) return null
  const prefix = url.pathname.replace(/^\/+|\/+$/g, '')
  try {
    return {
      kind: 's3',
      bucket: url.hostname,
      prefix: prefix === '' ? '' : `${decodeURIComponent(prefix)}/`,
      endpoint,
      region: url.searchParams.get('region'),
      key:
        url.username === ''
          ? null
          : { id: decodeURIComponent(url.username), secret: decodeURIComponent(url.password) },
    }
  } catch {
    return null
  }
}
