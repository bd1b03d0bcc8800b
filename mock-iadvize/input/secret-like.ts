/** What somebody gave by mistake where a name, a path or a number belongs: it is never repeated in a message. */

/** `a key`, `a token`; null: it looks like neither. */
export function secretKind(value: string): string | null {
  if (/-----BEGIN|PRIVATE KEY|^\s*(?:LS0tLS1CRUdJ|MII[\w+/]{40})|<RSAKeyValue|"(?:kty|private_key)"/.test(value))
    return 'a key'
  if (/ey[JAI][\w-]{12,}\.[\w+/=-]|^\s*["']?eyJ[\w-]{30}/.test(value)) return 'a token'
  return null
}
