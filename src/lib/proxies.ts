// Trusted proxies, and the address and scheme of a client behind them. Forwarded headers are read only where
// the peer is a trusted proxy, and from the right, so that a client cannot write its own address.

import ipaddr from 'ipaddr.js'

export interface Proxies {
  /** The client's address, null where there is none (a test, a control socket). */
  addressOf(request: Request): string | null
  /** The same as the key of a limit: `limitKey`. */
  limitKeyOf(request: Request): string
  /** The client is on this machine and came through no proxy, as far as can be seen. */
  isFromHere(request: Request): boolean
  /** It came over TLS, here or at a trusted proxy. */
  isSecure(request: Request): boolean
}

interface ProxiesOptions {
  /** Addresses and networks, checked by the configuration. */
  trusted: readonly string[]
  /** The address of the socket. */
  peerOf: (request: Request) => string | null
  /** The server itself has a certificate. */
  isTls: boolean
}

export function createProxies({ trusted, peerOf, isTls }: ProxiesOptions): Proxies {
  const networks = trusted.map((text) =>
    ipaddr.isValidCIDR(text) ? ipaddr.parseCIDR(text) : singleAddress(ipaddr.parse(text)),
  )
  const isTrusted = (text: string): boolean => {
    if (networks.length === 0 || !ipaddr.isValid(text)) return false
    const address = ipaddr.process(text)
    return networks.some(([network, bits]) =>
      address.kind() === network.kind() ? address.match(network, bits) : false,
    )
  }

  function addressOf(request: Request): string | null {
    const peer = peerOf(request)
    if (peer === null || !isTrusted(peer)) return peer
    const chain = request.headers.get('x-forwarded-for')?.split(',') ?? []
    let client = peer
    for (const hop of chain.reverse()) {
      const address = withoutPort(hop.trim())
      if (!ipaddr.isValid(address)) break
      client = address
      if (!isTrusted(address)) break
    }
    return client
  }

  return {
    addressOf,
    limitKeyOf: (request) => limitKey(addressOf(request)),
    isFromHere(request) {
      const { headers } = request
      if (OF_PROXIES.some((name) => headers.has(name))) return false
      const peer = peerOf(request)
      // Without a peer it came by the control socket.
      if (peer === null) return true
      return isLoopback(peer) && !isTrusted(peer) && isLoopbackHost(headers.get('host') ?? '')
    },
    isSecure(request) {
      if (isTls) return true
      if (networks.length === 0) return false
      const peer = peerOf(request)
      if (peer === null || !isTrusted(peer)) return false
      const schemes = request.headers.get('x-forwarded-proto')
      return schemes?.split(',', 1)[0]?.trim().toLowerCase() === 'https'
    },
  }
}

/** Some proxies add the port of the client: 1.2.3.4:5678, [2001:db8::7]:5678. */
const withoutPort = (hop: string): string =>
  hop.replace(/^\[([^\]]*)\](?::\d+)?$/, '$1').replace(/^([^:]*):\d+$/, '$1')

/** Headers that a proxy adds. */
const OF_PROXIES = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-server',
  'x-real-ip',
  'cf-connecting-ip',
  'true-client-ip',
]

const isLoopback = (address: string): boolean =>
  ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback'

/** A proxy keeps the name that its clients use; a page that rebinds its name to this machine has its own. */
export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1')
  return name === 'localhost' || name.endsWith('.localhost') || isLoopback(name)
}

type Network = [ipaddr.IPv4 | ipaddr.IPv6, number]

const singleAddress = (address: ipaddr.IPv4 | ipaddr.IPv6): Network => [
  address,
  address.kind() === 'ipv4' ? 32 : 128,
]

/** One key for each subscriber: an IPv6 one has a /64. */
export function limitKey(text: string | null): string {
  if (text === null || !ipaddr.isValid(text)) return 'unknown'
  const address = ipaddr.process(text)
  if (address.kind() === 'ipv4') return address.toString()
  return address.toByteArray().slice(0, 8).join('.')
}
