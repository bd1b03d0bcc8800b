/** A bundle, unpacked for the time of a command: no more of it than a certificate is about. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { openPromise } from 'yauzl'
import { temporaryFolder } from '../foundation/ending.ts'
import { UsageError } from '../foundation/usage-error.ts'

const wanted = /^(?:certificate\.jws|report\.json|recordings\/[\w.-]+\.json)$/
/** Bytes of one file. */
const maxBytes = 200_000_000

/** The path of the certificate. Throws a UsageError. */
export const unpackedBundle = async (path: string): Promise<string> => {
  const folder = temporaryFolder('bundle')
  let hasCertificate = false
  try {
    const zip = await openPromise(path, { autoClose: false })
    try {
      for await (const entry of zip.eachEntry()) {
        if (!wanted.test(entry.fileName) || entry.uncompressedSize > maxBytes) continue
        const chunks: Buffer[] = []
        for await (const chunk of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) chunks.push(chunk)
        const to = join(folder, entry.fileName)
        mkdirSync(dirname(to), { recursive: true })
        writeFileSync(to, Buffer.concat(chunks))
        hasCertificate ||= entry.fileName === 'certificate.jws'
      }
    } finally {
      zip.close()
    }
  } catch {
    throw new UsageError(`${path}: is no ZIP archive, or is damaged; fetch it again`)
  }
  if (!hasCertificate)
    throw new UsageError(
      `${path}: holds no certificate.jws; «padlock certify --sign KEY» makes one before «padlock bundle»`,
    )
  return join(folder, 'certificate.jws')
}
