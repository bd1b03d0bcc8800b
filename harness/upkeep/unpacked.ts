/** The text of a file that a run has left, for whoever looks for secrets in it: archives and pictures in it are unpacked. */
import { inflateRawSync } from 'node:zlib'

// Pictures as the bytes that they are: in so much base64 a short word turns up by chance.
const picture = /(?<=image\/jpeg;base64,|"jpeg": ?")[A-Za-z0-9+/=]+/g
/** In Playwright's HTML report. */
const archive = /data:application\/zip;base64,([A-Za-z0-9+/=]+)/

/** In latin1: a byte is a character. */
export const textOf = (file: Buffer): string => {
  if (file.subarray(0, 4).toString('latin1') === 'PK\x03\x04') return unzipped(file)
  const text = file.toString('latin1').replace(picture, base64 => Buffer.from(base64, 'base64').toString('latin1'))
  const inside = archive.exec(text)?.[1]
  return inside === undefined ? text : text + unzipped(Buffer.from(inside, 'base64'))
}

/** Archives lie in archives: a trace in a report. */
const unzipped = (bytes: Buffer): string => {
  let text = ''
  // Of each entry in the central directory: name, method, compressed size, and where its local header stands.
  for (let at = bytes.indexOf('PK\x01\x02'); at >= 0; at = bytes.indexOf('PK\x01\x02', at + 4)) {
    const header = bytes.readUInt32LE(at + 42)
    const start = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28)
    const data = bytes.subarray(start, start + bytes.readUInt32LE(at + 20))
    const name = bytes.subarray(at + 46, at + 46 + bytes.readUInt16LE(at + 28)).toString('latin1')
    text += `${name}\n${textOf(bytes.readUInt16LE(at + 10) === 8 ? inflateRawSync(data) : data)}\n`
  }
  return text
}
