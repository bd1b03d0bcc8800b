import { expect, test } from '@playwright/test'
import { iadvizeHostProblem, looksLikeProduction, productionProblem } from './production.ts'

test('a public host whose name says nothing looks like production', () => {
  for (const host of [
    'www.example.com',
    'shop.example.co.uk',
    'example.com',
    'dev.to',
    'test.com',
    'contest.example.com',
    'latest.example.com',
    'devices.example.com',
    '93.184.216.34',
    '172.32.0.1',
    '[2606:2800:220::1]',
  ])
    expect([host, looksLikeProduction(`https://${host}/`)]).toEqual([host, true])
})

test('a word of the name, a private address, or a private ending says that it is not', () => {
  for (const host of [
    'staging.example.com',
    'shop-staging.com',
    'www-test.example.com',
    'qa2.shop.example.com',
    'pre-prod.example.com',
    'UAT.example.com',
    'localhost',
    'intranet',
    'shop.test',
    'nas.local',
    'api.shop.internal',
    '127.0.0.1',
    '10.1.2.3',
    '172.20.0.1',
    '192.168.1.4',
    '100.100.1.1',
    '[::1]',
    '[fd12::1]',
    '[fe80::1]',
  ])
    expect([host, looksLikeProduction(`http://${host}:8080/`)]).toEqual([host, false])
})

test('the message names the flag and the words that would do', () => {
  expect(productionProblem('url', 'https://www.example.com')).toMatch(/--production.*staging.*preprod.*qa.*\.test/)
  expect(productionProblem('url', 'https://staging.example.com')).toBeNull()
})

test('iAdvize’s own hosts are nobody’s site', () => {
  for (const url of ['https://halc.iadvize.com', 'http://iadvize.com:80/x', 'https://API.iAdvize.com./graphql'])
    expect(iadvizeHostProblem('url', url)).toMatch(/^url: [a-z.]+ is iAdvize's own host/)
  for (const url of [
    'https://iadvize.com.evil.test',
    'https://notiadvize.com',
    'https://shop.test/iadvize.com',
    'nonsense',
  ])
    expect(iadvizeHostProblem('url', url)).toBeNull()
})
