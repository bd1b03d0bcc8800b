/** The body of a message as tools save it: encoded, compressed, declared so or not. Pure. */
import { isUtf8 } from 'node:buffer'
import { brotliDecompressSync, constants, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib'

/** Characters; what is longer is no token, and no script that somebody wrote by hand. */
const maxBodyLength = 2_000_000
/** Bytes that a compressed body may grow to. */
const maxUnpackedBytes = 8_000_000

export type SavedBody = { text: string; isBase64: boolean; contentEncoding: string }

/** Each text that the body may be, in which a token can be looked for. `unread`: the compression that could not be undone */
export type ReadBody = { texts: string[]; unread: string | null }

/** Bytes below 256, each as the character of its number: how tools write binary that they do not encode. */
// oxlint-disable-next-line no-control-regex
const latin1 = (text: string): Buffer | null => (/^[\u0000-\u00ff]*$/.test(text) ? Buffer.from(text, 'latin1') : null)

/** Of text in UTF-16, every other byte is zero. */
const isUtf16 = (bytes: Buffer): boolean =>
  bytes.length >= 8 && bytes.subarray(2, 66).every((byte, index) => (index % 2 === 1) === (byte === 0))

const textOf = (bytes: Buffer): string => bytes.toString(isUtf16(bytes) ? 'utf16le' : isUtf8(bytes) ? 'utf8' : 'latin1')

const base64 = /^[A-Za-z0-9+/_\s-]*={0,2}$/
/** gzip, zlib, zstd: what compressed bytes begin with. */
// oxlint-disable-next-line no-control-regex
const compressed = /^(?:\u001f\u008b|x[\u0001^\u009c\u00da]|\(\u00b5\/\u00fd)/

export const readBody = ({ text, isBase64, contentEncoding }: SavedBody): ReadBody => {
  if (text === '' || text.length > maxBodyLength * 2) return { texts: [], unread: null }
  // Firefox says base64 of text that is none; other tools do not say it of text that is.
  const looksEncoded = text.length >= 16 && base64.test(text.trim())
  const bytes = looksEncoded ? Buffer.from(text, 'base64') : compressed.test(text) ? latin1(text) : null
  const unpacked = bytes && decompressed(bytes, looksEncoded ? contentEncoding : '')
  const plain = isBase64 && looksEncoded ? [] : [text]
  const texts = [
    ...plain,
    ...(unpacked?.bytes ? [textOf(unpacked.bytes)] : looksEncoded && bytes ? [textOf(bytes)] : []),
  ]
  return { texts: texts.filter(one => one.length <= maxBodyLength), unread: unpacked?.unread ?? null }
}

type Unpacked = { bytes: Buffer | null; unread: string | null }

/** By the first bytes, and only where there are none to go by, by what the header says: tools decompress and keep the header. */
const decompressed = (bytes: Buffer, contentEncoding: string): Unpacked => {
  const limits = { maxOutputLength: maxUnpackedBytes }
  const begins = bytes.subarray(0, 4).toString('hex')
  const attempt = (name: string, undo: () => Buffer, isCertain: boolean): Unpacked => {
    try {
      return { bytes: undo(), unread: null }
    } catch {
      return { bytes: null, unread: isCertain ? name : null }
    }
  }
  // What was cut off in saving still has its beginning.
  const partial = { ...limits, finishFlush: constants.Z_SYNC_FLUSH }
  if (begins.startsWith('1f8b')) return attempt('gzip', () => gunzipSync(bytes, partial), true)
  if (begins === '28b52ffd') return { bytes: null, unread: 'zstd' }
  if (/^78(?:01|5e|9c|da)/.test(begins)) return attempt('deflate', () => inflateSync(bytes, partial), false)
  const declared = contentEncoding.toLowerCase()
  if (declared.includes('br')) return attempt('brotli', () => brotliDecompressSync(bytes, limits), !isPrintable(bytes))
  if (declared.includes('deflate')) return attempt('deflate', () => inflateRawSync(bytes, limits), !isPrintable(bytes))
  return { bytes: null, unread: null }
}

// oxlint-disable-next-line no-control-regex
const control = /[\u0000-\u0008\u000e-\u001f]/
const isPrintable = (bytes: Buffer): boolean => isUtf8(bytes) && !control.test(bytes.toString('utf8'))
