import { expect, test } from '@playwright/test'
import { findBrowser, NoBrowserError } from './find-browser.ts'

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
