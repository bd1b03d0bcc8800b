import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { journeyIds } from '../run/journey-ids.ts'
import { configurationsOf } from './configurations.ts'
import { partOf, sharedBrowsers } from './plan-sites.ts'
import type { ChosenSite } from './plan-sites.ts'

const site = (name: string, target: object = {}, browser: ChosenSite['browser'] = { name: 'chromium' }): ChosenSite =>
  ({
    config: `${name}.config.json`,
    loaded: { target: { name, origin: `https://${name}.example`, ...target } },
    planned: { kind: 'site', name, config: `/${name}.config.json` },
    browser,
  }) as ChosenSite

test('a folder gives its configurations and nothing else, and each file counts once', ({}, info) => {
  const folder = info.outputPath('sites')
  mkdirSync(folder, { recursive: true })
  for (const name of ['fr.config.json', 'de.config.ts', 'brand-public.pem', 'shared.ts', 'package.json'])
    writeFileSync(join(folder, name), '')
  const both = [join(folder, 'de.config.ts'), join(folder, 'fr.config.json')]
  expect(configurationsOf([folder])).toEqual({ files: both, areSeveral: true, problems: [] })
  expect(configurationsOf([both[1]!, folder]).files.toSorted()).toEqual(both)
  expect(configurationsOf([both[1]!])).toEqual({ files: [both[1]], areSeveral: false, problems: [] })
  expect(configurationsOf(['a.ts', 'b.ts']), 'what is not there is told of by its reader').toEqual({
    files: ['a.ts', 'b.ts'],
    areSeveral: true,
    problems: [],
  })
  const empty = info.outputPath('empty')
  mkdirSync(empty)
  expect(configurationsOf([empty]).problems).toEqual([expect.stringContaining('folder without a configuration')])
})

test('shards share out all journeys of all sites, each once, site by site', () => {
  const sites = ['a', 'b', 'c'].map(name => site(name))
  const played = [1, 2, 3, 4].flatMap(part =>
    partOf(sites, `${part}/4`, undefined).flatMap(({ planned }) =>
      (planned.journeys ?? []).map(journey => `${planned.name} ${journey}`),
    ),
  )
  expect(played).toEqual(['a', 'b', 'c'].flatMap(name => journeyIds().map(id => `${name} ${id}`)))
  expect(partOf(sites, '1/3', undefined).map(({ planned }) => planned.name)).toEqual(['a'])
  expect(partOf(sites, undefined, ['sign-in']).map(({ planned }) => planned.journeys)).toEqual([
    ['sign-in'],
    ['sign-in'],
    ['sign-in'],
  ])
})

test('sites share a browser, but for another one, other certificates, and a tag host that is a site', () => {
  const sites = [
    site('a', { tagHost: 'chat.a.example' }),
    site('b'),
    site('c', {}, { name: 'firefox' }),
    site('d', { access: { headers: {}, tls: { ignoreErrors: false, ca: 'PEM' } } }),
    site('chat.a'),
    site('e', { tagHost: 'b.example' }),
  ]
  expect(sharedBrowsers(sites).map(({ name }) => name)).toEqual(['chromium', 'firefox', 'chromium', 'chromium'])
  expect(sites.map(({ planned }) => planned.browser)).toEqual([0, 0, 1, 2, 3, 3])
})
