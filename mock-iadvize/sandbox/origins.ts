/**
 * Which hosts are of a machine or a network of one's own. The sandbox serves pages there and nowhere else, and its tag asks the same
 * question in the page. Pure, and without any import: it runs in a browser as well.
 */

/** Names that never lead to the internet (RFC 6761, RFC 6762, RFC 8375, and ICANN's `.internal`), or that office networks use. */
const privateSuffixes = ['localhost', 'test', 'local', 'internal', 'home.arpa', 'lan', 'localdomain', 'intranet']

/** `hostname` as `URL` has it: lower case, IPv6 in brackets, no port. */
export function isPrivateHost(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/\.$/, '')
  if (name === '') return false
  if (name.startsWith('[')) return isPrivateIPv6(name.slice(1, -1))
  const octets = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(name)
  if (octets) return isPrivateIPv4(octets.slice(1).map(Number))
  return !name.includes('.') || privateSuffixes.some(suffix => name.endsWith(`.${suffix}`))
}

/** RFC 1122 (loopback), 1918 (private), 3927 (link-local), 6598 (shared). */
const isPrivateIPv4 = ([a = 0, b = 0]: number[]): boolean =>
  a === 127 ||
  a === 10 ||
  (a === 172 && b >= 16 && b <= 31) ||
  (a === 192 && b === 168) ||
  (a === 169 && b === 254) ||
  (a === 100 && b >= 64 && b <= 127)

/** RFC 4291 (loopback, link-local), 4193 (unique local); `::ffff:7f00:1` is an IPv4 address in another dress. */
function isPrivateIPv6(address: string): boolean {
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(address)
  if (mapped) {
    const [high = 0, low = 0] = mapped.slice(1).map(part => Number.parseInt(part, 16))
    return isPrivateIPv4([high >> 8, high & 255, low >> 8, low & 255])
  }
  return address === '::1' || /^f[cd][0-9a-f]{2}:/.test(address) || /^fe[89ab][0-9a-f]:/.test(address)
}

/** An `Origin` header. `null` (a file, a sandboxed frame) may be anybody's, and is nobody's own. */
export function isPrivateOrigin(origin: string): boolean {
  try {
    const { protocol, hostname } = new URL(origin)
    return (protocol === 'http:' || protocol === 'https:') && isPrivateHost(hostname)
  } catch {
    return false
  }
}
