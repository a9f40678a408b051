// The rules for addresses that users give for outbound requests: public internet only. They apply to the
// addresses that a name resolves to, in any spelling, and the request connects to the checked address
// (outbound-http.ts), so that the name cannot resolve to another one in between.

import { promises as dns } from 'node:dns'
import ipaddr from 'ipaddr.js'
import { withDeadline } from './deadline.ts'

/** The addresses of a name, best first. Rejects where there are none. */
export type Resolve = (hostname: string) => Promise<readonly string[]>

export interface AddressRules {
  /** The sentence that refuses the URL, or null. A name that does not resolve now is accepted. */
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

/** The limit for the resolution of a name. */
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

  /** One private address among several refuses the name: its DNS server could choose among them. */
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

const inTime = <T>(work: Promise<T>): Promise<T> =>
  withDeadline(work, {
    ms: RESOLVE_MS,
    late: () => new AddressRefused('The name was not resolved in time.'),
  })

/** 2000::/3, all of the assigned unicast IPv6: addresses outside may embed IPv4. */
const GLOBAL_UNICAST = ipaddr.IPv6.parse('2000::')

export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false
  // ::ffff:10.0.0.1 is 10.0.0.1.
  const address = ipaddr.process(text)
  if (address.range() !== 'unicast') return false
  return address instanceof ipaddr.IPv4 || address.match(GLOBAL_UNICAST, 3)
}
