/** Opens a HAR: as JSON, compressed, or in a ZIP as Playwright writes it, with the bodies in files of their own. */
import { createReadStream } from 'node:fs'
import { open, readFile, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { createGunzip, createInflate } from 'node:zlib'
import { openPromise, type Entry, type ZipFile } from 'yauzl'
import { tokensInHar, type AttachedBody, type FoundInHar } from './har.ts'
import { HarMistake } from './har-entries.ts'

/** Bytes of a body in a file of its own. */
const maxBodyBytes = 8_000_000
/** Files in a ZIP. */
const maxFiles = 100_000

/** Of a pipe nothing is read ahead: it would be gone. */
const firstBytes = async (file: string): Promise<Buffer> => {
  if (!(await stat(file)).isFile()) return Buffer.alloc(0)
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

/** Windows' own shells write UTF-16, with its mark at the beginning. */
async function* asUtf8(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let decoder: TextDecoder | null | undefined
  for await (const chunk of chunks) {
    decoder ??= chunk[0] === 0xff && chunk[1] === 0xfe ? new TextDecoder('utf-16le') : null
    yield decoder ? Buffer.from(decoder.decode(chunk, { stream: true })) : chunk
  }
}

/** Throws {@link HarMistake}, or what the file system or the ZIP throws. */
export const tokensInHarFile = async (file: string): Promise<FoundInHar> => {
  const begins = (await firstBytes(file)).toString('hex')
  if (begins === '504b0304') return inZip(file)
  const plain = createReadStream(file, { highWaterMark: 1 << 20 })
  if (begins.startsWith('1f8b')) return unpacked(plain.pipe(createGunzip()), plain, file)
  // mitmproxy's `.zhar`.
  if (/^78(?:01|5e|9c|da)/.test(begins)) return unpacked(plain.pipe(createInflate()), plain, file)
  return tokensInHar(asUtf8(plain), besideFile(file))
}

const unpacked = async (stream: Readable, source: Readable, file: string): Promise<FoundInHar> => {
  source.once('error', error => stream.destroy(error))
  try {
    return await tokensInHar(asUtf8(stream), besideFile(file))
  } catch (error) {
    if (String((error as NodeJS.ErrnoException).code).startsWith('Z_'))
      throw new HarMistake('is compressed, and damaged or cut short: save it again', { cause: error })
    throw error
  }
}

/** Names come from the file: none leads out of its folder. */
const isPlainName = (name: string): boolean => name === basename(name) && !/^\.{1,2}$|[\\/:]/.test(name)

const besideFile =
  (file: string): AttachedBody =>
  async name => {
    if (!isPlainName(name)) return null
    const path = join(dirname(file), name)
    const found = await stat(path).catch(() => null)
    return found?.isFile() && found.size <= maxBodyBytes ? readFile(path) : null
  }

const inZip = async (file: string): Promise<FoundInHar> => {
  let zip: ZipFile | undefined
  try {
    zip = await openPromise(file, { autoClose: false })
    const entries = new Map<string, Entry>()
    for await (const entry of zip.eachEntry()) {
      if (entries.size >= maxFiles) break
      entries.set(entry.fileName, entry)
    }
    const hars = [...entries.values()].filter(({ fileName }) => fileName.endsWith('.har'))
    const [har] = hars
    if (!har) throw new HarMistake('is a ZIP archive without a .har file in it')
    if (hars.length > 1)
      throw new HarMistake(`is a ZIP archive with ${hars.length} .har files: unpack it, and give one of them`)
    return await tokensInHar(asUtf8(await zip.openReadStreamPromise(har)), bodyIn(zip, entries))
  } catch (error) {
    if (error instanceof HarMistake || (error as NodeJS.ErrnoException).code !== undefined) throw error
    throw new HarMistake('is a ZIP archive that is damaged or cut short: save it again', { cause: error })
  } finally {
    zip?.close()
  }
}

const bodyIn =
  (zip: ZipFile, entries: ReadonlyMap<string, Entry>): AttachedBody =>
  async name => {
    const entry = entries.get(name)
    if (!entry || entry.uncompressedSize > maxBodyBytes) return null
    const chunks: Buffer[] = []
    for await (const chunk of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) chunks.push(chunk)
    return Buffer.concat(chunks)
  }
