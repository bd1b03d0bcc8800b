import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { ownFolder } from './folder-owner.ts'

const module = new URL('./folder-owner.ts', import.meta.url).href
/** Another run, which owns the folder until it is killed. */
const start = async (folder: string) => {
  const script = `const { ownFolder } = await import(${JSON.stringify(module)})
    process.stdout.write(await ownFolder(${JSON.stringify(folder)}).then(() => 'owns', error => error.problems[0]))
    setInterval(() => undefined, 1e6)`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type', 'module', '--eval', script])
  const said = String((await once(child.stdout, 'data'))[0])
  return {
    said,
    kill: async () => {
      child.kill('SIGKILL')
      await once(child, 'close')
    },
  }
}

test('one run owns a folder, by whatever name, until it ends, also when it is killed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'padlock-owner-'))
  try {
    const reports = join(folder, 'reports')
    mkdirSync(reports)
    symlinkSync(reports, join(folder, 'also'))
    const first = await start(reports)
    expect(first.said).toBe('owns')
    await expect(ownFolder(join(folder, 'also'))).rejects.toThrow(
      /^.*also: another run of Padlock is about to write its reports there; wait until it has ended, or name another folder$/,
    )
    await ownFolder(folder)
    await first.kill()
    await ownFolder(reports)
    const late = await start(join(folder, 'also', '.'))
    expect(late.said).toContain('another run of Padlock')
    await late.kill()
  } finally {
    rmSync(folder, { recursive: true })
  }
})
