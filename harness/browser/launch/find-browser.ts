/** Finds a Chromium-family browser on this machine, or unpacks the one that came with npm. */
import { execFileSync } from 'node:child_process'
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { createReadStream, createWriteStream } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress } from 'node:zlib'
import { chromium } from '@playwright/test'
import { UsageError } from '../../foundation/usage-error.ts'

/** `env` is added to the browser's environment. `from`: in words, for reports and `doctor`. */
export type FoundBrowser = { executablePath?: string; env?: Record<string, string>; from: string }

/** No browser can be had here: the message says what to do, in one sentence. */
export class NoBrowserError extends UsageError {
  override name = 'NoBrowserError'
}

export const runnable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const shellNames = ['chromium-headless-shell', 'chrome-headless-shell']
const fullNames = [
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge-stable',
  'microsoft-edge',
]
const usualPlaces: Partial<Record<NodeJS.Platform, string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap(name => {
    const root = process.env[name]
    return root
      ? [join(root, 'Google/Chrome/Application/chrome.exe'), join(root, 'Microsoft/Edge/Application/msedge.exe')]
      : []
  }),
}

export const onPath = (names: readonly string[]): string[] => {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(folder => folder !== '')
  return names.flatMap(name => folders.map(folder => join(folder, name)))
}
const installedShell = (): string | undefined => onPath(shellNames).find(runnable)
const installedFull = (): string | undefined =>
  [...onPath(fullNames), ...(usualPlaces[process.platform] ?? [])].find(runnable)

/** Whether a browser is the one without windows, which has no back/forward cache either. */
const isShell = (path: string): boolean => /headless[-_]shell/i.test(path) || path.startsWith(cacheFolder())

/** A Chromium with all that visitors have: the one that the run uses, if it is that, or another; undefined: there is none. */
export const findFullBrowser = (used?: string): string | undefined => {
  if (used !== undefined && !isShell(used)) return used
  const own = chromium.executablePath()
  return runnable(own) ? own : installedFull()
}

/** One that can show windows: no headless shell, and neither the one from npm. */
const findWindowed = (path = process.env['PADLOCK_BROWSER']): FoundBrowser => {
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY'])
    throw new NoBrowserError(
      'there is no screen to show a browser on (neither DISPLAY nor WAYLAND_DISPLAY is set): run it where there is one, or under xvfb-run (certify needs no screen without --headed)',
    )
  const own = chromium.executablePath()
  const found = path ?? (existsSync(own) ? own : installedFull())
  if (found && runnable(found)) return { executablePath: found, from: found }
  throw new NoBrowserError(
    'no browser that can show windows was found: run «npx playwright install chromium», or set PADLOCK_BROWSER to the path of a Chrome, Chromium or Edge',
  )
}

/** Playwright's own browser, headless shell or full, when `npx playwright install` has been run for this version. */
const playwrightsOwn = (): boolean => {
  const full = chromium.executablePath()
  if (existsSync(full)) return true
  const revision = /chromium(?:_headless_shell)?-(\d+)/.exec(full)?.[1]
  const registry = full.split(/[\\/]chromium(?:_headless_shell)?-\d+/)[0]
  return (
    revision !== undefined &&
    registry !== undefined &&
    existsSync(join(registry, `chromium_headless_shell-${revision}`))
  )
}

const cacheFolder = (): string =>
  join(
    process.env['XDG_CACHE_HOME'] ??
      (process.platform === 'darwin' ? join(homedir(), 'Library/Caches') : join(homedir(), '.cache')),
    'padlock',
  )

/**
 * The Chromium carried by the npm package @sparticuz/chromium (linux-x64), unpacked once into a private, versioned cache
 * folder. Only its binary and, where the system lacks nss, its libraries are used; never its launch arguments, which
 * switch web security off.
 */
const unpacked = async (): Promise<FoundBrowser | undefined> => {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  const require = createRequire(import.meta.url)
  let bin: string
  let version: string
  try {
    const entry = require.resolve('@sparticuz/chromium')
    const root = entry.slice(0, entry.lastIndexOf('chromium') + 'chromium'.length)
    const folder = entry.includes('build') ? dirname(dirname(dirname(entry))) : root
    bin = join(folder, 'bin')
    version = (require(join(folder, 'package.json')) as { version: string }).version
  } catch {
    return undefined
  }
  const home = join(cacheFolder(), `chromium-${version}`)
  const executablePath = join(home, 'chromium')
  if (!runnable(executablePath)) {
    mkdirSync(cacheFolder(), { recursive: true, mode: 0o700 })
    // Unpacked aside and renamed whole: a run that is cut off, or two at once, never leave half a browser behind.
    const aside = mkdtempSync(join(cacheFolder(), 'unpacking-'))
    try {
      for (const [from, to] of [
        ['chromium.br', 'chromium'],
        ['al2023.tar.br', 'libraries.tar'],
      ] as const)
        await pipeline(createReadStream(join(bin, from)), createBrotliDecompress(), createWriteStream(join(aside, to)))
      chmodSync(join(aside, 'chromium'), 0o755)
      execFileSync('tar', ['-xf', join(aside, 'libraries.tar'), '-C', aside])
      rmSync(join(aside, 'libraries.tar'))
      try {
        renameSync(aside, home)
      } catch (error) {
        if (!runnable(executablePath)) throw error
      }
    } finally {
      rmSync(aside, { recursive: true, force: true })
    }
    for (const old of readdirSync(cacheFolder()))
      if (old.startsWith('chromium-') && old !== `chromium-${version}`)
        rmSync(join(cacheFolder(), old), { recursive: true, force: true })
  }
  const from = `Chromium from npm (@sparticuz/chromium ${version})`
  const missing = missingLibraries(executablePath, {})
  if (missing.length === 0) return { executablePath, from }
  const env = { LD_LIBRARY_PATH: [join(home, 'lib'), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(delimiter) }
  const stillMissing = missingLibraries(executablePath, env)
  if (stillMissing.length === 0) return { executablePath, env, from: `${from}, with its own libraries` }
  throw new NoBrowserError(
    `the Chromium from npm lacks ${stillMissing.join(', ')} on this system: install a browser (Debian: apt-get install chromium-headless-shell) or name one with PADLOCK_BROWSER=/path/to/chrome`,
  )
}

/** Names of shared libraries that the loader does not find. */
const missingLibraries = (executablePath: string, env: Record<string, string>): string[] => {
  try {
    const listing = execFileSync('ldd', [executablePath], {
      encoding: 'utf8',
      env: { ...process.env, ...env },
      stdio: 'pipe',
    })
    return [...listing.matchAll(/^\s*(\S+) => not found/gm)].map(([, name = '']) => name)
  } catch {
    return []
  }
}

/**
 * In this order: the one asked for, or PADLOCK_BROWSER · Playwright's own · a headless shell that is installed · the one from npm · Chrome,
 * Chromium or Edge in the usual places. Shells first: a full browser takes two to three times as long for a journey, and looks
 * things up that nobody asked for. Throws {@link NoBrowserError} when there is none.
 */
export const findBrowser = async (path?: string, { headed = false } = {}): Promise<FoundBrowser> => {
  if (headed) return findWindowed(path)
  const asked = path ?? process.env['PADLOCK_BROWSER']
  if (asked) {
    if (!runnable(asked))
      throw new NoBrowserError(
        `${path === undefined ? 'PADLOCK_BROWSER=' : ''}${asked}: there is no program there; give the path of a Chrome, Chromium or Edge`,
      )
    return { executablePath: asked, from: asked }
  }
  if (playwrightsOwn()) return { from: "Playwright's own" }
  const shell = installedShell()
  if (shell) return { executablePath: shell, from: shell }
  const full = installedFull()
  // Why it can't be had matters to nobody who has another; reports name the browser that was used.
  const carried = await unpacked().catch((error: unknown) => {
    if (full) return undefined
    throw error
  })
  if (carried) return carried
  if (full) return { executablePath: full, from: full }
  throw new NoBrowserError(
    `no browser was found: run «npx playwright install chromium-headless-shell»${process.platform === 'linux' && process.arch === 'x64' ? ', or «npm install --save-dev @sparticuz/chromium», which brings one' : ''}, or set PADLOCK_BROWSER to the path of a Chrome, Chromium or Edge`,
  )
}
