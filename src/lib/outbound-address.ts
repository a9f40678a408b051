// Where a request to an address that somebody gave us may go: the public internet, and nowhere else.
// Judged by the addresses that a name resolves to, in whatever way they are spelled; what was judged
// is what is connected to (outbound-http.ts), so that a name cannot point elsewhere a moment later.

import { promises as dns } from 'node:dns'
import ipaddr from 'ipaddr.js'

/** The addresses of a name, best first. Rejects where there are none. */
export type Resolve = (hostname: string) => Promise<readonly string[]>

export interface AddressRules {
  /** What is wrong with it, as a sentence, or null. A name that does not resolve now may do so later. */
  faultOf(url: string): Promise<string | null>
  /** The address to connect to. Throws AddressRefused. */
  pin(url: URL): Promise<string>
}

export class AddressRefused extends Error {
  override name = 'AddressRefused'
}

interface Options {
  allowPrivate: boolean
  resolve?: Resolve
}

/** How long a name may take to be looked up. */
const RESOLVE_MS = 5_000

const PRIVATE = 'The address is private, loopback, link-local or reserved.'

const systemResolve: Resolve = async (hostname) =>
  (await dns.lookup(hostname, { all: true, order: 'ipv4first' })).map(({ address }) => address)

export function createAddressRules({
  allowPrivate,
  resolve = systemResolve,
}: Options): AddressRules {
  async function addressesOf(hostname: string): Promise<readonly string[]> {
    const literal = hostname.replace(/^\[|\]$/g, '')
    return ipaddr.isValid(literal) ? [literal] : inTime(resolve(hostname))
  }

  /** One that is private among several is enough: whoever answers for the name is not to choose. */
  function judge(addresses: readonly string[]): string {
    const [first] = addresses
    if (first === undefined) throw new AddressRefused('The name has no address.')
    if (!allowPrivate && !addresses.every(isPublicAddress)) throw new AddressRefused(PRIVATE)
    return first
  }

  return {
    async faultOf(text) {
      const url = URL.parse(text)
      if (url === null) return 'This is no URL.'
      if (url.protocol !== 'https:' && url.protocol !== 'http:')
        return 'The scheme must be https or http.'
      if (url.username !== '' || url.password !== '')
        return 'A user name or password may not stand in the URL.'
      const addresses = await addressesOf(url.hostname).catch(() => null)
      if (addresses === null) return null
      try {
        judge(addresses)
        return null
      } catch (error) {
        if (error instanceof AddressRefused) return error.message
        throw error
      }
    },
    pin: async (url) => judge(await addressesOf(url.hostname)),
  }
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(reject, RESOLVE_MS, new AddressRefused('The name was not resolved in time.'))
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** 2000::/3, which is all of IPv6 that is given out: what lies outside can be IPv4 in disguise. */
const GLOBAL_UNICAST = ipaddr.IPv6.parse('2000::')

export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false
  // ::ffff:10.0.0.1 is 10.0.0.1.
  const address = ipaddr.process(text)
  if (address.range() !== 'unicast') return false
  return address instanceof ipaddr.IPv4 || address.match(GLOBAL_UNICAST, 3)
}
