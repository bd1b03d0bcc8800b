import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test as base } from '@playwright/test'
import sqlite from 'node-sqlite3-wasm'
import { defaultPlatformSettings } from '../platform/settings.ts'
import { createVisitors } from '../platform/visitors.ts'
import { openStateFile, StateFileError } from './state-file.ts'

const test = base.extend<{ file: string }>({
  file: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'padlock-state-'))
    await use(join(folder, 'state.sqlite'))
    rmSync(folder, { recursive: true, force: true })
  },
})
let made = 0
const visitorsOf = (state: ReturnType<typeof openStateFile>, sid: string, limits?: { conversations: number }) =>
  createVisitors({
    now: () => 1000,
    randomHex: () => `id-${++made}`,
    settings: defaultPlatformSettings,
    keeper: state.keeperOf(sid),
    ...(limits && { limits: { visitors: 10, messagesInOne: 2, ...limits } }),
  })
const arrival = (vuid: string) => ({ vuid, page: '/', extId: null })

test('visitors, sessions, conversations and messages are the same after a restart', async ({ file }) => {
  const first = openStateFile(file)
  const before = visitorsOf(first, '1')
  const { conversation, session } = before.signIn(arrival('a'), { userId: 'u-1', visitorData: { firstName: 'Ada' } })
  before.giveToken(session!.id, 'sha')
  before.say(conversation, 'visitor', 'hello')
  before.arrive(arrival('b'), null)
  before.signOut('b')
  await first.committed()
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(() => openStateFile(file)).toThrow(StateFileError)
  first.close()

  const second = openStateFile(file)
  const after = visitorsOf(second, '1')
  expect(after.desk()).toEqual(before.desk())
  expect(after.sessionWith('sha')).toBe(session!.id)
  expect(after.sessionState(session!.id)).toEqual({ userId: 'u-1', state: 'live' })
  after.say(conversation, 'agent', 'again')
  expect(after.arrive(arrival('c'), null).conversation).not.toBe(conversation)
  expect(after.desk()[0]?.name).toBe('Visitor 1003')
  expect(visitorsOf(second, '2').desk()).toEqual([])
  second.keeperOf('1').clear()
  expect(visitorsOf(second, '1').desk()).toEqual([])
  second.close()
})

test('what is forgotten for want of room is forgotten in the file as well', ({ file }) => {
  const first = openStateFile(file)
  const visitors = visitorsOf(first, '1', { conversations: 2 })
  const [one] = ['a', 'b', 'c'].map(vuid => visitors.arrive(arrival(vuid), null).conversation)
  expect(visitors.say(one!, 'visitor', 'gone')).toBe(false)
  const { conversation } = visitors.arrive(arrival('c'), null)
  for (const text of ['1', '2', '3']) visitors.say(conversation, 'visitor', text)
  first.close()
  const second = openStateFile(file)
  const after = visitorsOf(second, '1', { conversations: 2 })
  expect(after.desk().map(view => view.messages.map(({ text }) => text))).toEqual([['2', '3'], []])
  expect([after.deskOf('a'), after.deskOf('b')]).toMatchObject([null, { online: true }])
  second.close()
})

test('what a killed process left behind hinders nobody; a living one does', ({ file }) => {
  // No process has the highest number that Linux can give.
  writeFileSync(`${file}.pid`, String(2 ** 22))
  mkdirSync(`${file}.lock`)
  openStateFile(file).close()
  writeFileSync(`${file}.pid`, String(process.ppid))
  expect(() => openStateFile(file)).toThrow(`is in use by process ${process.ppid}`)
})

test('what is no state of a sandbox is told without a word of removing it, and left as it was', ({ file }) => {
  const folder = dirname(file)
  const text = 'no database at all, but long enough to be taken for one'.repeat(40)
  writeFileSync(file, text, { mode: 0o644 })
  expect(() => openStateFile(file)).toThrow(/holds something else .* left as it is: name another file/)
  expect(() => openStateFile(join(file, 'x'))).toThrow(/can't be written to/)
  expect(() => openStateFile(folder)).toThrow(/is a folder: name a file in it$/)
  expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777, readdirSync(folder)]).toEqual([
    text,
    0o644,
    ['state.sqlite'],
  ])

  const other = join(folder, 'other.sqlite')
  const { Database } = sqlite
  const database = new Database(other)
  database.exec('CREATE TABLE invoice (id TEXT)')
  database.close()
  const before = readFileSync(other)
  expect(() => openStateFile(other)).toThrow(/holds something else/)
  expect(readFileSync(other).equals(before)).toBe(true)
  writeFileSync(`${other}.lock`, 'of a package manager')
  expect(() => openStateFile(join(folder, 'other.sqlite'))).toThrow()
  expect(readFileSync(`${other}.lock`, 'utf8')).toBe('of a package manager')
})

/** A file with a visitor in it, changed by a statement. */
const changed = (file: string, ...statements: string[]): Buffer => {
  const state = openStateFile(file)
  visitorsOf(state, '1').arrive(arrival('a'), null)
  state.close()
  const { Database } = sqlite
  const database = new Database(file)
  // So that all of it stands in the one file.
  for (const statement of ['PRAGMA locking_mode = EXCLUSIVE', 'PRAGMA journal_mode = DELETE', ...statements])
    database.exec(statement)
  database.close()
  return readFileSync(file)
}
const refused: [string, string[], RegExp][] = [
  ['of a newer version', ['PRAGMA user_version = 99'], /was written by a newer Padlock, and is left as it is/],
  [
    'with a visitor that is null',
    ["UPDATE record SET body = 'null' WHERE kind = 'visitor'"],
    /holds a visitor record that is null; it is left/,
  ],
  [
    'with a visitor of another shape',
    [`UPDATE record SET body = '{"vuid":7}' WHERE kind = 'visitor'`],
    /visitor record that is not as a sandbox writes it \(vuid\)/,
  ],
  [
    'with a record that is no JSON',
    ["UPDATE record SET body = '{' WHERE kind = 'conversation'"],
    /conversation record that is no JSON/,
  ],
  ['with a record of an unknown kind', ["UPDATE record SET kind = 'future'"], /of a kind that this version/],
]
for (const [what, statements, message] of refused)
  test(`a state file ${what} is refused in words, and not touched`, ({ file }) => {
    const before = changed(file, ...statements)
    for (let time = 0; time < 2; time++) {
      expect(() => openStateFile(file)).toThrow(StateFileError)
      expect(() => openStateFile(file)).toThrow(message)
    }
    expect(readFileSync(file).equals(before)).toBe(true)
    expect(readdirSync(dirname(file))).toEqual(['state.sqlite'])
  })

test('a state file that was cut short is refused in words, wherever it was cut, and not touched', ({ file }) => {
  const whole = changed(file)
  for (const length of [1, 50, 100, 4096, whole.length - 4096, whole.length - 1]) {
    const cut = whole.subarray(0, length)
    writeFileSync(file, cut)
    expect(() => openStateFile(file), String(length)).toThrow(/was cut short: it is left as it is/)
    expect(readFileSync(file).equals(cut)).toBe(true)
  }
  const damaged = Buffer.from(whole).fill(0xff, whole.length - 4096)
  writeFileSync(file, damaged)
  expect(() => openStateFile(file)).toThrow(StateFileError)
  expect(readFileSync(file).equals(damaged)).toBe(true)
  expect(readdirSync(dirname(file))).toEqual(['state.sqlite'])
})
