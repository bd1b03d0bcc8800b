import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { findBrowser, findFullBrowser, NoBrowserError } from './find-browser.ts'

test('without a screen, a browser with windows is refused in one sentence', async () => {
  test.skip(process.platform !== 'linux', 'other systems have no such variables')
  const { DISPLAY, WAYLAND_DISPLAY } = process.env
  delete process.env['DISPLAY']
  delete process.env['WAYLAND_DISPLAY']
  try {
    const refusal = await findBrowser(undefined, { headed: true }).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(NoBrowserError)
    expect((refusal as NoBrowserError).problems).toEqual([expect.stringMatching(/^there is no screen .*xvfb-run/)])
  } finally {
    if (DISPLAY !== undefined) process.env['DISPLAY'] = DISPLAY
    if (WAYLAND_DISPLAY !== undefined) process.env['WAYLAND_DISPLAY'] = WAYLAND_DISPLAY
  }
})

test('a headless shell comes before a full browser, and what was asked for before both', async ({}, testInfo) => {
  const before = { ...process.env }
  const program = (name: string): string => {
    const path = testInfo.outputPath(name)
    writeFileSync(path, '')
    chmodSync(path, 0o755)
    return path
  }
  const full = program('chromium')
  try {
    delete process.env['PADLOCK_BROWSER']
    // No place to unpack the one from npm in.
    process.env['XDG_CACHE_HOME'] = join(full, 'no-folder')
    process.env['PATH'] = testInfo.outputDir
    const found = await findBrowser()
    // Playwright knows where its own is from before this test.
    if (found.executablePath !== undefined) {
      expect(found).toEqual({ executablePath: full, from: full })
      const shell = program('chromium-headless-shell')
      expect(await findBrowser()).toEqual({ executablePath: shell, from: shell })
    } else expect(found).toEqual({ from: "Playwright's own" })
    process.env['PADLOCK_BROWSER'] = full
    expect(await findBrowser()).toEqual({ executablePath: full, from: full })
    await expect(findBrowser(join(testInfo.outputDir, 'nowhere'))).rejects.toThrow(NoBrowserError)
  } finally {
    for (const name of Object.keys(process.env)) delete process.env[name]
    Object.assign(process.env, before)
  }
})

test('a full browser is the one of the run, unless that is a shell', async ({}, testInfo) => {
  const before = { ...process.env }
  const full = testInfo.outputPath('chromium')
  writeFileSync(full, '')
  chmodSync(full, 0o755)
  try {
    process.env['PATH'] = testInfo.outputDir
    expect(findFullBrowser('/opt/google/chrome')).toBe('/opt/google/chrome')
    // Playwright's own comes first, where there is one.
    const other = findFullBrowser()
    expect(other).not.toBeUndefined()
    expect(findFullBrowser('/usr/bin/chromium-headless-shell')).toBe(other)
    expect(
      findFullBrowser(join(before['HOME'] ?? '', '.cache/ms-playwright/chromium_headless_shell-1/headless_shell')),
    ).toBe(other)
  } finally {
    process.env = before
  }
})
