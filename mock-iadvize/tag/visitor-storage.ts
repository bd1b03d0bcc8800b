/** The visitor record in browser storage (STORE, FE-FAQ; partial): read from local storage or a cookie, written to local storage. */
import { consentKey, visitorKey, type VisitorRecord } from '../contract.ts'

/** `explicitConsent`: nothing is stored before the visitor agreed; the record lives in memory meanwhile. */
export function createVisitorStorage(sid: string, explicitConsent: boolean) {
  const storage = localStorageIfAllowed()
  let allowed = !explicitConsent || storage?.getItem(consentKey(sid)) === 'true'
  let held: VisitorRecord | null = null

  const read = (): VisitorRecord | null => {
    if (!storage || !allowed) return held
    return record(storage.getItem(visitorKey(sid))) ?? record(cookie(visitorKey(sid)))
  }
  const write = (changed: VisitorRecord): void => {
    held = changed
    if (allowed) storage?.setItem(visitorKey(sid), JSON.stringify(changed))
  }

  return {
    read,
    write,
    /** The record, made at the first need. */
    readOrMake(): VisitorRecord {
      const known = read()
      if (known) return known
      const made = { vuid: randomHex(45), deviceId: randomUuid() }
      write(made)
      return made
    },
    forgetIdentity(): void {
      const known = read()
      if (known?.jwtIdentity !== undefined) write({ vuid: known.vuid, deviceId: known.deviceId })
    },
    consent(given: boolean): void {
      const known = read()
      if (given) storage?.setItem(consentKey(sid), 'true')
      else storage?.removeItem(consentKey(sid))
      if (!explicitConsent) return
      allowed = given
      if (!given) storage?.removeItem(visitorKey(sid))
      if (known) write(known)
    },
  }
}

/** A sandboxed frame has none, and says so by throwing. */
function localStorageIfAllowed(): Storage | null {
  try {
    return window.localStorage
  } catch {
    return null
  }
}

function cookie(name: string): string | null {
  const found = document.cookie.split('; ').find(pair => pair.startsWith(`${name}=`))
  return found ? decodeURIComponent(found.slice(name.length + 1)) : null
}

/** null: absent, or not a record of ours. */
function record(text: string | null): VisitorRecord | null {
  try {
    const value = JSON.parse(text ?? 'null') as Partial<VisitorRecord> | null
    if (typeof value?.vuid !== 'string' || !/^[0-9a-f]{45}$/.test(value.vuid)) return null
    const { vuid, deviceId = randomUuid(), jwtIdentity } = value
    return { vuid, deviceId, ...(typeof jwtIdentity === 'string' && { jwtIdentity }) }
  } catch {
    return null
  }
}

/** A page may have broken what browsers bring. That the tag of the mock stumbles over it says nothing of the real one. */
const randomBytes = (count: number): Uint8Array => {
  const bytes = new Uint8Array(count)
  try {
    return crypto.getRandomValues(bytes)
  } catch {
    return bytes.map(() => Math.random() * 256)
  }
}

export const randomHex = (characters: number): string =>
  Array.from(randomBytes(characters), byte => (byte & 15).toString(16)).join('')

/** `crypto.randomUUID` needs a secure context; a shop on plain http has none. */
function randomUuid(): string {
  const hex = randomHex(32)
  const variant = '89ab'[Number.parseInt(hex[16]!, 16) & 3]
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`
}
