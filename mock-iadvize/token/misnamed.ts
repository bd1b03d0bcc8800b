/** Claims under another name than the documented one: another spelling, another prefix, or none. */
import type { JsonObject } from './json-members.ts'

const bare = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[_\s\p{C}-]/gu, '')
    .replace(/^.*[/:.]/, '')

/** A claim that was probably meant: the same name with another prefix or spelling. */
export function misnamed(claims: JsonObject, claim: string): string | null {
  const meant = bare(claim)
  const names = Object.keys(claims).filter(name => name !== claim)
  return (
    names.find(name => bare(name) === meant) ??
    // The slash before the name is missing.
    names.find(name => /iadvize/i.test(name) && bare(name).endsWith(meant)) ??
    null
  )
}

export function misnamedCode(claim: 'user-id' | 'visitor-data', name: string): string {
  if (!/[/:.]/.test(name)) return `${claim}-unprefixed`
  return name.startsWith('http://') ? `${claim}-prefix-http` : `${claim}-misnamed`
}

export const prefixOf = (name: string): string => name.slice(0, name.search(/[^/:.]*$/))

/** Whether a name, however it is written, is that of a claim which only a token for iAdvize has, or of one that each has. */
export const isClaimName = (name: string): boolean => ['userid', 'visitordata', 'iss', 'exp'].includes(bare(name))
export const isUserIdName = (name: string): boolean => bare(name).endsWith('userid')
