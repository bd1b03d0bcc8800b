/** certificate.jws: a statement, signed: a compact JWS (RFC 7515) whose payload is the in-toto statement. */
import { CompactSign, compactVerify, errors } from 'jose'
import { schemaProblems } from '../../mock-iadvize/input/schema-problems.ts'
import type { CertificateKey } from './signing-key.ts'
import { statementSchema } from './statement.ts'
import type { Statement } from './statement.ts'

/** First in the header, so that the file is known by how it begins (reports/write.ts). */
const typ = 'padlock-certificate+jws'
export const mediaType = 'application/vnd.in-toto+json'

export const signed = async (statement: Statement, { key, algorithm, thumbprint }: CertificateKey): Promise<string> => {
  const payload = new TextEncoder().encode(JSON.stringify(statement))
  const header = { typ, cty: mediaType, alg: algorithm, kid: thumbprint }
  return `${await new CompactSign(payload).setProtectedHeader(header).sign(key)}\n`
}

/** `says`: what is wrong, in a sentence. */
export type Reading = { statement: Statement } | { says: string }

/** One text, one certificate: base64url can write the same bytes in several ways. */
const isCanonical = (part: string): boolean => Buffer.from(part, 'base64url').toString('base64url') === part

const headerOf = (part: string): Record<string, unknown> | null => {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>
  } catch {
    return null
  }
}

/** Never throws for what stands in the file. */
export const certificateIn = async (text: string, { key, algorithm, thumbprint }: CertificateKey): Promise<Reading> => {
  const jws = text.trim()
  const parts = jws.split('.')
  const header = headerOf(parts[0] ?? '')
  if (parts.length !== 3 || !parts.every(part => part !== '' && isCanonical(part)) || header === null)
    return { says: 'it is no certificate of Padlock’s: expected a compact JWS, as «certify --sign» writes it' }
  if (header['typ'] !== typ || header['cty'] !== mediaType)
    return { says: 'it is a JWS, but no certificate of Padlock’s' }
  const other =
    header['kid'] === thumbprint
      ? ''
      : `; it names the key ${String(header['kid'])}, and the given one is ${thumbprint}: was another key meant?`
  let payload: Uint8Array
  try {
    ;({ payload } = await compactVerify(jws, key, { algorithms: [algorithm] }))
  } catch (error) {
    if (error instanceof errors.JOSEError) return { says: `the signature does not verify with this key${other}` }
    throw error
  }
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(payload))
    const { data, error } = statementSchema.safeParse(value)
    if (data) return { statement: data }
    const [first] = schemaProblems(value, error, { schema: statementSchema, isSecret: () => true })
    return {
      says: `the signature is good, but what is signed is no statement that this version of Padlock reads (${first?.where}: ${first?.says}); was it made by a newer one?`,
    }
  } catch {
    return { says: 'the signature is good, but what is signed is no JSON' }
  }
}
