import { readFileSync, statSync } from 'node:fs'
import { fingerprint, productionKey, type Half } from '../../mock-iadvize/token/keys.ts'
import { maxKeyBytes, readKey, type KeyReading } from '../../mock-iadvize/token/keys/read-key.ts'
import { contentInsteadOfPath, pathExpected } from '../foundation/given-path.ts'

/** A key in a file that somebody has named; or one sentence with what is wrong, which holds nothing of the key. */
export function keyFile(file: string, half: Half): KeyReading {
  const content = contentInsteadOfPath(file)
  if (content !== null) return { problem: pathExpected('a key file', content) }
  try {
    const stat = statSync(file)
    if (stat.isFile() && stat.size > maxKeyBytes)
      return { problem: `«${file}» holds ${Math.ceil(stat.size / 1e6)} MB, and no key is that long: give the key file` }
    const reading = readKey(readFileSync(file), half)
    return reading.key ? reading : { ...reading, problem: `«${file}» ${reading.problem}` }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    const why =
      { ENOENT: 'does not exist', EISDIR: 'is a folder', EACCES: 'may not be read' }[code] ??
      `is not readable (${code})`
    return { problem: `«${file}» ${why}: give the path of a file that holds the ${half} key` }
  }
}

/** Of --brand-key and --iadvize-key, or of what else is called `brand` and `iAdvize`: what is wrong with both together. */
export function pairProblems(
  brand: KeyReading | null,
  iAdvize: KeyReading | null,
  names: { brand: string; iAdvize: string },
): string[] {
  if (brand?.problem !== undefined && brand.isOtherHalf && iAdvize?.problem !== undefined && iAdvize.isOtherHalf)
    return [
      `${names.brand} and ${names.iAdvize} look exchanged: the first takes the brand's public key, the second the private key of iAdvize's test pair`,
    ]
  if (!brand?.key) return []
  if (fingerprint(brand.key) === fingerprint(productionKey()))
    return [
      `${names.brand} is iAdvize's published production key, and no key of the brand's: give the public half of the pair whose private half signs the tokens`,
    ]
  return iAdvize?.key && fingerprint(brand.key) === fingerprint(iAdvize.key)
    ? [
        `${names.brand} and ${names.iAdvize} are halves of one pair: the first verifies the brand's signature, the second opens what is encrypted to iAdvize`,
      ]
    : []
}
