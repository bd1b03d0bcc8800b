import { expect, test } from '@playwright/test'
import { isPrivateHost, isPrivateOrigin } from './origins.ts'

test('private hosts are of this machine or a network of one’s own; all others are public', () => {
  const own = ['localhost', 'shop.localhost', '127.0.0.1', '127.9.9.9', '10.1.2.3', '172.16.0.1', '172.31.255.255']
  const office = [
    '192.168.1.20',
    '169.254.1.1',
    '100.64.0.1',
    'devbox',
    'shop.test',
    'shop.test.',
    'nas.local',
    'a.lan',
  ]
  for (const host of [...own, ...office, '[::1]', '[fd00::1]', '[fe80::1]', '[::ffff:7f00:1]'])
    expect([host, isPrivateHost(host)]).toEqual([host, true])
  const elsewhere = ['example.com', 'localhost.evil.com', '127.0.0.1.evil.com', '8.8.8.8', '172.32.0.1', 'evil.xyz']
  for (const host of [...elsewhere, '100.128.0.1', '[2001:db8::1]', '[::ffff:808:808]', 'atest.com', ''])
    expect([host, isPrivateHost(host)]).toEqual([host, false])
})

test('an origin is private by its host, over http and https; what is no origin is not', () => {
  for (const origin of ['http://localhost:3000', 'https://shop.test', 'http://[::1]:8080'])
    expect(isPrivateOrigin(origin)).toBe(true)
  for (const origin of ['https://example.com', 'null', 'file://', 'chrome-extension://localhost', '', 'localhost'])
    expect(isPrivateOrigin(origin)).toBe(false)
})
