import { describe, expect, test } from 'bun:test'
import { AddressRefused, createAddressRules, isPublicAddress } from '#lib/outbound-address.ts'
import { refusalOf } from '../helpers/refusal.ts'

const rules = (names: Record<string, string[]> = {}, allowPrivate = false) =>
  createAddressRules({
    allowPrivate,
    resolve: async (name) => {
      const found = names[name]
      if (found === undefined) throw new Error(`ENOTFOUND ${name}`)
      return found
    },
  })

describe('what is the public internet', () => {
  const inside = [
    ['0.0.0.0', '0.1.2.3', '10.0.0.1', '100.64.0.1', '127.0.0.1', '127.255.255.254'],
    ['169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.1', '192.0.2.1', '192.168.0.1'],
    ['198.18.0.1', '198.51.100.1', '203.0.113.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
    ['::', '::1', '::127.0.0.1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '64:ff9b::7f00:1'],
    ['64:ff9b:1::1', '100::1', '2001::1', '2001:db8::1', '2002:7f00:1::', '3fff::1', '5f00::1'],
    ['fc00::1', 'fd12::1', 'fe80::1', 'fec0::1', 'ff02::1', 'no address', ''],
  ].flat()
  for (const address of inside) {
    test(`${address || 'nothing'} is not`, () => expect(isPublicAddress(address)).toBe(false))
  }

  for (const address of ['1.1.1.1', '8.8.8.8', '172.32.0.1', '2606:4700::1', '::ffff:8.8.8.8']) {
    test(`${address} is`, () => expect(isPublicAddress(address)).toBe(true))
  }
})

describe('a URL', () => {
  const refused = [
    ['ftp://example.com/', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['javascript:alert(1)', 'scheme'],
    ['example.com/hook', 'no URL'],
    ['http://', 'no URL'],
    ['https://jane:secret@example.com/', 'password'],
    ['http://127.0.0.1/', 'private'],
    ['http://127.1/', 'private'],
    ['http://2130706433/', 'private'],
    ['http://0x7f000001/', 'private'],
    ['http://0177.0.0.1/', 'private'],
    ['http://127.0.0.1./', 'private'],
    ['http://①②⑦.⓪.⓪.①/', 'private'],
    ['http://[::1]:8080/', 'private'],
    ['http://[::ffff:127.0.0.1]/', 'private'],
    ['http://[::ffff:7f00:1]/', 'private'],
    ['http://[0:0:0:0:0:ffff:a00:1]/', 'private'],
    ['http://0/', 'private'],
    ['http://169.254.169.254/latest/meta-data/', 'private'],
    ['https://inside.example/', 'private'],
    ['https://mixed.example/', 'private'],
    ['https://mapped.example/', 'private'],
  ] as const
  const names = {
    'inside.example': ['10.1.2.3'],
    'mixed.example': ['8.8.8.8', '10.1.2.3'],
    'mapped.example': ['::ffff:192.168.1.1'],
    'outside.example': ['8.8.8.8', '2606:4700::1'],
  }
  for (const [url, why] of refused) {
    test(`${url} is refused: ${why}`, async () => {
      expect(await rules(names).faultOf(url)).toContain(why)
    })
  }

  test('of a public name is fine, and so is one that does not resolve yet', async () => {
    expect(await rules(names).faultOf('https://outside.example/hook')).toBeNull()
    expect(await rules(names).faultOf('http://8.8.8.8:8080/hook')).toBeNull()
    expect(await rules(names).faultOf('https://later.example/')).toBeNull()
  })

  test('may be private where the operator says so, but keeps to http', async () => {
    expect(await rules(names, true).faultOf('http://127.0.0.1:3000/')).toBeNull()
    expect(await rules(names, true).faultOf('https://inside.example/')).toBeNull()
    expect(await rules(names, true).faultOf('ftp://127.0.0.1/')).toContain('scheme')
  })
})

describe('the address that is connected to', () => {
  test('is the first of the name, as it resolves now', async () => {
    const names = { 'outside.example': ['8.8.8.8', '1.1.1.1'] }
    expect(await rules(names).pin(new URL('https://outside.example/'))).toBe('8.8.8.8')
  })

  test('is refused where the name has come to mean one inside', async () => {
    const answers = [['8.8.8.8'], ['127.0.0.1']]
    const rebinding = createAddressRules({
      allowPrivate: false,
      resolve: async () => answers.shift() ?? [],
    })
    expect(await rebinding.faultOf('https://rebind.example/')).toBeNull()
    const refusal = await refusalOf(rebinding.pin(new URL('https://rebind.example/')))
    expect(refusal).toBeInstanceOf(AddressRefused)
  })
})
