/** What some tests need beyond npm's packages. Where it is missing they are skipped, and `npm test` counts them as that. */
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** How the reason of such a skip begins; any other skip is a failure (harness/upkeep/checks.ts). */
export const notInstalled = 'not installed: '

export const onPath = (command: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some(directory => existsSync(join(directory, command)))

export const jdk17 = (): boolean =>
  onPath('java') &&
  existsSync('/usr/lib/jvm') &&
  readdirSync('/usr/lib/jvm').some(name => /^java-(?:1[7-9]|2\d)-/.test(name))

/** Debian's packages are for Debian's Python. */
export const debianPython = '/usr/bin/python3'
export const inDebianPython = (module: string): boolean => existsSync(join('/usr/lib/python3/dist-packages', module))
