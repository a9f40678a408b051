import { describe, expect, test } from 'bun:test'
import { createProxies } from '#lib/proxies.ts'

const from = (peer: string | null, trusted: string[], headers: Record<string, string> = {}) => {
  const proxies = createProxies({ trusted, peerOf: () => peer, isTls: false })
  return { proxies, request: new Request('http://localhost/', { headers }) }
}

const addressOf = (...args: Parameters<typeof from>) => {
  const { proxies, request } = from(...args)
  return proxies.addressOf(request)
}

describe('the address of a client', () => {
  test('is the peer while nobody is trusted', () => {
    expect(addressOf('203.0.113.9', [], { 'x-forwarded-for': '1.2.3.4' })).toBe('203.0.113.9')
  })

  test('is the peer when a stranger sends a chain', () => {
    const headers = { 'x-forwarded-for': '1.2.3.4' }
    expect(addressOf('203.0.113.9', ['10.0.0.0/8'], headers)).toBe('203.0.113.9')
  })

  test.each([
    ['1.2.3.4', '1.2.3.4'],
    ['6.6.6.6, 1.2.3.4', '1.2.3.4'],
    ['1.2.3.4, 10.0.0.7', '1.2.3.4'],
    ['6.6.6.6, 1.2.3.4, 10.0.0.7, 10.0.0.8', '1.2.3.4'],
    ['10.0.0.7', '10.0.0.7'],
    ['unknown', '10.0.0.1'],
    ['1.2.3.4, garbage', '10.0.0.1'],
    ['', '10.0.0.1'],
    ['2001:db8::7', '2001:db8::7'],
    ['6.6.6.6:9, 1.2.3.4:5678', '1.2.3.4'],
    ['1.2.3.4, 10.0.0.7:80', '1.2.3.4'],
    ['[2001:db8::7]:5678', '2001:db8::7'],
    ['[2001:db8::7]', '2001:db8::7'],
    ['2001:db8::7:80', '2001:db8::7:80'],
    ['1.2.3.4:http', '10.0.0.1'],
  ])('behind a trusted proxy that says %p is %p', (chain, address) => {
    const headers = { 'x-forwarded-for': chain }
    expect(addressOf('10.0.0.1', ['10.0.0.0/8'], headers)).toBe(address)
  })

  test('of a trusted proxy is known in its mapped spelling', () => {
    const headers = { 'x-forwarded-for': '1.2.3.4' }
    expect(addressOf('::ffff:10.0.0.1', ['10.0.0.1'], headers)).toBe('1.2.3.4')
  })

  test('may be nobody’s', () => {
    expect(addressOf(null, ['10.0.0.0/8'])).toBeNull()
  })
})

describe('the key of a limit', () => {
  const keyOf = (peer: string | null) => {
    const { proxies, request } = from(peer, [])
    return proxies.limitKeyOf(request)
  }

  test('is one for a whole /64, and for both spellings of an IPv4 address', () => {
    expect(keyOf('2001:db8:1:2::1')).toBe(keyOf('2001:db8:1:2:ffff::9'))
    expect(keyOf('2001:db8:1:2::1')).not.toBe(keyOf('2001:db8:1:3::1'))
    expect(keyOf('::ffff:1.2.3.4')).toBe(keyOf('1.2.3.4'))
  })
})

describe('a client of this machine', () => {
  const isFromHere = (
    peer: string | null,
    headers: Record<string, string>,
    trusted: string[] = [],
  ) => {
    const { proxies, request } = from(peer, trusted, headers)
    return proxies.isFromHere(request)
  }

  test.each(['localhost', 'localhost:3000', '127.0.0.1:3000', '[::1]:3000', 'orderd.localhost'])(
    'names it as %s',
    (host) => {
      expect(isFromHere('127.0.0.1', { host })).toBe(true)
      expect(isFromHere('::1', { host })).toBe(true)
      expect(isFromHere('::ffff:127.0.0.1', { host })).toBe(true)
      expect(isFromHere('10.0.0.1', { host })).toBe(false)
    },
  )

  test.each(['shop.example', 'shop.example:3000', 'localhost.shop.example', '10.0.0.1', ''])(
    'is no proxy that names it as %p',
    (host) => {
      expect(isFromHere('127.0.0.1', { host })).toBe(false)
    },
  )

  test.each(['x-forwarded-for', 'x-forwarded-proto', 'x-real-ip', 'forwarded', 'via'])(
    'is no proxy that adds %s',
    (name) => {
      expect(isFromHere('127.0.0.1', { host: 'localhost', [name]: '127.0.0.1' })).toBe(false)
    },
  )

  test('is no proxy that is trusted, whatever it says', () => {
    const host = { host: 'localhost' }
    expect(isFromHere('127.0.0.1', host, ['127.0.0.0/8'])).toBe(false)
    expect(isFromHere('127.0.0.1', host, ['10.0.0.0/8'])).toBe(true)
  })

  test('may come by the control socket', () => {
    expect(isFromHere(null, { host: 'localhost' })).toBe(true)
  })
})

describe('HTTPS', () => {
  const isSecure = (peer: string, proto: string, trusted: string[]) => {
    const { proxies, request } = from(peer, trusted, { 'x-forwarded-proto': proto })
    return proxies.isSecure(request)
  }

  test('counts where a trusted proxy says so, and only there', () => {
    expect(isSecure('10.0.0.1', 'https', ['10.0.0.0/8'])).toBe(true)
    expect(isSecure('10.0.0.1', 'http', ['10.0.0.0/8'])).toBe(false)
    expect(isSecure('203.0.113.9', 'https', ['10.0.0.0/8'])).toBe(false)
    expect(isSecure('10.0.0.1', 'https', [])).toBe(false)
  })
})
