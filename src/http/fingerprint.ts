// A fingerprint tells two requests apart by method, path, query and the exact bytes of the body. It is keyed
// with a secret of this installation, because a body may hold a password and the print is stored.

export type Fingerprint = (method: string, url: string, body: Uint8Array) => string

/** 132 bits. */
const LENGTH = 22

export const createFingerprint =
  (key: string): Fingerprint =>
  (method, url, body) => {
    const pathAndQuery = url.slice(url.indexOf('/', url.indexOf('://') + 3))
    return new Bun.CryptoHasher('sha256', key)
      .update(`${method} ${pathAndQuery}\n`)
      .update(body)
      .digest('base64url')
      .slice(0, LENGTH)
  }
