/**
 * What outlives the sandbox with `--state FILE`: sites, visitors, sessions, conversations, messages, faults and clocks, in one SQLite
 * file. What happens within a few milliseconds is committed together, and `committed` says when: nothing is acknowledged before.
 */
import {
  chmodSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import type { Database as SqliteDatabase } from 'node-sqlite3-wasm'
import { coalesced } from '../network/event-stream.ts'
import type { Keeper, KeptRecords, RecordKind } from '../platform/kept-state.ts'
import { recordProblem } from './kept-records.ts'
import type { SiteRecord } from './tenants.ts'

export type StateFile = {
  keeperOf(sid: string): Keeper
  putSite(record: SiteRecord): void
  dropSite(sid: string): void
  /** in the order in which they were set up */
  sites(): SiteRecord[]
  /** resolves when all that has happened until now is on the disk */
  committed(): Promise<void>
  close(): void
}

/** The file can't be used, in one sentence with the cure. */
export class StateFileError extends Error {}

/** Milliseconds in which what happens is committed together: a commit waits for the disk, and everybody with it. */
const gathering = 4
const schemaVersion = 1

/** `body` null: the record goes. `id` null: all records of the site go */
type Change = { sid: string; kind: string; id: string | null; body: string | null }

/** Throws {@link StateFileError}. */
export function openStateFile(file: string): StateFile {
  const owner = `${file}.pid`
  takeOver(file, owner)
  let database: SqliteDatabase | undefined
  try {
    // Conversations stand in it: it is its owner's alone, before anything is written.
    closeSync(openSync(file, 'a', 0o600))
    // CommonJS, and loaded only by those who ask for it.
    const { Database } = createRequire(import.meta.url)('node-sqlite3-wasm') as {
      Database: new (path: string) => SqliteDatabase
    }
    database = new Database(file)
    // Before anything else: without shared memory, a write-ahead log works for one process at a time.
    database.exec('PRAGMA locking_mode = EXCLUSIVE')
    const tables = database.all("SELECT name FROM sqlite_master WHERE type = 'table'")
    if (tables.length > 0 && !tables.some(({ name }) => name === 'record')) throw new StateFileError(notOurs(file))
    const { user_version: version } = database.get('PRAGMA user_version') as { user_version: number }
    if (version > schemaVersion) throw new StateFileError(newer(file))
    // Nothing of the file changes before all of it is known to be sound.
    if (tables.length > 0) refuseDamaged(file, database)
    chmodSync(file, 0o600)
    database.exec('PRAGMA journal_mode = WAL')
    database.exec('PRAGMA synchronous = FULL')
    database.exec(
      'CREATE TABLE IF NOT EXISTS record (sid TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (sid, kind, id))',
    )
    database.exec(`PRAGMA user_version = ${schemaVersion}`)
  } catch (error) {
    database?.close()
    rmSync(owner, { force: true })
    if (error instanceof StateFileError) throw error
    const what = error instanceof Error ? error.message : String(error)
    throw new StateFileError(`«${file}» can't be used (${what}): name another file`)
  }
  return keptIn(database, owner)
}

function keptIn(database: SqliteDatabase, owner: string): StateFile {
  const put = database.prepare(
    'INSERT INTO record (sid, kind, id, body) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body',
  )
  const drop = database.prepare('DELETE FROM record WHERE sid = ? AND kind = ? AND id = ?')
  const dropAll = database.prepare("DELETE FROM record WHERE sid = ? AND kind <> 'site'")
  /** What is not committed yet: of each record, what it has come to. */
  let pending = new Map<string, Change>()
  let waiting: { resolve: () => void; reject: (error: unknown) => void }[] = []
  let closed = false

  function commit(): void {
    const batch = pending
    const told = waiting
    waiting = []
    try {
      if (batch.size > 0) {
        database.exec('BEGIN')
        for (const { sid, kind, id, body } of batch.values())
          if (id === null) dropAll.run([sid])
          else if (body === null) drop.run([sid, kind, id])
          else put.run([sid, kind, id, body])
        database.exec('COMMIT')
        pending = new Map()
      }
      for (const { resolve } of told) resolve()
    } catch (error) {
      // Kept, and tried again with what comes next: a disk may be full for a while.
      if (database.inTransaction) database.exec('ROLLBACK')
      for (const { reject } of told) reject(error)
    }
  }
  const commitSoon = coalesced(gathering, commit)

  const bodies = (sql: string, values: string[]): string[] =>
    database.all(sql, values).flatMap(({ body }) => (typeof body === 'string' ? [body] : []))

  function change(sid: string, kind: string, id: string, body: unknown): void {
    pending.set(JSON.stringify([sid, kind, id]), { sid, kind, id, body: body === null ? null : JSON.stringify(body) })
    commitSoon()
  }

  return {
    keeperOf: sid => ({
      put: (kind, id, record) => change(sid, kind, id, record),
      drop: (kind, id) => change(sid, kind, id, null),
      clear() {
        for (const [key, { sid: of, kind }] of pending) if (of === sid && kind !== 'site') pending.delete(key)
        const key = JSON.stringify([sid])
        pending.set(key, { sid, kind: '', id: null, body: null })
        commitSoon()
      },
      all: <Kind extends RecordKind>(kind: Kind) => {
        // What is on its way counts.
        commit()
        return bodies('SELECT body FROM record WHERE sid = ? AND kind = ? ORDER BY rowid', [sid, kind]).map(
          body => JSON.parse(body) as KeptRecords[Kind],
        )
      },
    }),
    putSite: record => change(record.sid, 'site', 'site', record),
    dropSite: sid => change(sid, 'site', 'site', null),
    sites: () =>
      bodies("SELECT body FROM record WHERE kind = 'site' ORDER BY rowid", []).map(
        body => JSON.parse(body) as SiteRecord,
      ),
    committed: () =>
      pending.size === 0
        ? Promise.resolve()
        : new Promise((resolve, reject) => {
            waiting.push({ resolve, reject })
            commitSoon()
          }),
    close() {
      if (closed) return
      closed = true
      commitSoon.cancel()
      commit()
      for (const statement of [put, drop, dropAll]) statement.finalize()
      database.close()
      rmSync(owner, { force: true })
    },
  }
}

/** How every SQLite database begins, and what stands where in its first 100 bytes (https://www.sqlite.org/fileformat2.html). */
const mark = 'SQLite format 3\0'
const headerLength = 100
const at = { pageSize: 16, changes: 24, pages: 28, userVersion: 60, validFor: 92 } as const

const leftAsItIs = 'it is left as it is: name another file, or bring back a copy of this one'
const newer = (file: string): string =>
  `«${file}» was written by a newer Padlock, and is left as it is: use that version, or name another file`

function refuseDamaged(file: string, database: SqliteDatabase): void {
  const [found] = database.all('PRAGMA quick_check(1)')
  if (Object.values(found ?? {})[0] !== 'ok') throw new StateFileError(`«${file}» is damaged; ${leftAsItIs}`)
  for (const { kind, body } of database.all('SELECT kind, body FROM record')) {
    const problem = recordProblem(typeof kind === 'string' ? kind : '', typeof body === 'string' ? body : '')
    if (problem !== null) throw new StateFileError(`«${file}» ${problem}; ${leftAsItIs}`)
  }
}

/** By its header alone, before anything opens it. Throws {@link StateFileError}. */
function refuseByHeader(file: string, header: Buffer, size: number): void {
  if (size === 0) return
  if (!header.subarray(0, mark.length).equals(Buffer.from(mark.slice(0, header.length), 'latin1')))
    throw new StateFileError(notOurs(file))
  const cutShort = `«${file}» was cut short: ${leftAsItIs}`
  if (header.length < headerLength) throw new StateFileError(cutShort)
  if (header.readUInt32BE(at.userVersion) > schemaVersion) throw new StateFileError(newer(file))
  const pageSize = header.readUInt16BE(at.pageSize) === 1 ? 65_536 : header.readUInt16BE(at.pageSize)
  // The number of pages counts only where it was written with the last change.
  const isCurrent = header.readUInt32BE(at.changes) === header.readUInt32BE(at.validFor)
  if (isCurrent && size < pageSize * header.readUInt32BE(at.pages)) throw new StateFileError(cutShort)
}
const notOurs = (file: string): string =>
  `«${file}» holds something else than the state of a sandbox, and is left as it is: name another file, which is made where there is none`

/** Whatever stands under a name that was mistyped is somebody's: nothing of it is touched. */
function refuseOthers(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found) return
  if (!found.isFile())
    throw new StateFileError(
      `«${file}» is ${found.isDirectory() ? 'a folder: name a file in it' : 'no plain file: name another'}`,
    )
  const descriptor = openSync(file, 'r')
  try {
    const begins = Buffer.alloc(headerLength)
    const length = readSync(descriptor, begins, 0, headerLength, 0)
    refuseByHeader(file, begins.subarray(0, length), found.size)
  } finally {
    closeSync(descriptor)
  }
}

/**
 * One process at a time. A process that was killed leaves its mark behind, and the lock of SQLite's file layer (a folder): both
 * go when that process is no more.
 */
function takeOver(file: string, owner: string): void {
  try {
    refuseOthers(file)
    if (existsSync(owner)) {
      const pid = Number(readFileSync(owner, 'utf8'))
      if (Number.isInteger(pid) && pid > 0 && pid !== process.pid && isAlive(pid))
        throw new StateFileError(
          `«${file}» is in use by process ${pid}: end that sandbox, or name another file (if it is no sandbox, remove «${owner}»)`,
        )
      if (pid === process.pid) throw new StateFileError(`«${file}» is in use by this very process`)
      rmSync(owner)
    }
    writeFileSync(owner, String(process.pid), { flag: 'wx', mode: 0o600 })
    if (statSync(`${file}.lock`, { throwIfNoEntry: false })?.isDirectory()) rmdirSync(`${file}.lock`)
  } catch (error) {
    if (error instanceof StateFileError) throw error
    const { code } = error as NodeJS.ErrnoException
    throw new StateFileError(`«${file}» can't be written to (${code}): name a file in a folder that can`)
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
