/**
 * Activations at a sandbox over many connections at once: none lost, none mixed up between visitors, memory bounded; and how many in a
 * second, against what two cores can do of bare RSA-2048 private-key operations, measured before and after each round. Tokens are
 * made before the clock starts. The sandbox is a process of its own; this one, on the same cores, is the load. In the first round
 * its code has never run before; the share is the median of the others.
 *
 *   npx tsx harness/upkeep/bench/sandbox-load.bench.ts [ACTIVATIONS] [CONNECTIONS] [ROUNDS] [--state] [--dist]
 *
 * `--state`: with a state file, so that each answer waits for the disk. `--dist`: the compiled package, after npm run build.
 */
import { spawn } from 'node:child_process'
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { CompactEncrypt, CompactSign, decodeJwt } from 'jose'
import {
  documentedIssuer,
  exchangePath,
  innerHeader,
  outerHeader,
  userIdClaim,
} from '../../../mock-iadvize/contract.ts'
import { connectSandbox, type SiteClient } from '../../../mock-iadvize/sandbox/client.ts'
import { keyFiles } from '../../../mock-iadvize/sandbox/kept-keys.ts'

const [activations = 10_000, connections = 100, rounds = 4] = process.argv
  .slice(2)
  .filter(word => /^\d+$/.test(word))
  .map(Number)
const flags = new Set(process.argv.slice(2).filter(word => word.startsWith('--')))
/** Of what two cores can do. */
const leastShare = 0.7
/** Resident memory that the sandbox may come to, in MB. */
const mostMemory = 512

const root = fileURLToPath(new URL('../../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'padlock-load-'))

/**
 * Private-key operations in a second, of two threads that do nothing else; and the processor's time for one, in milliseconds, which
 * a busy machine changes less.
 */
async function bareOperations(): Promise<{ rate: number; cpu: number }> {
  const code = `
    const { parentPort, workerData } = require('node:worker_threads')
    const { createPrivateKey, privateDecrypt, publicEncrypt } = require('node:crypto')
    const key = createPrivateKey(workerData)
    const sealed = publicEncrypt({ key, oaepHash: 'sha256' }, Buffer.alloc(32, 7))
    const until = milliseconds => {
      const start = performance.now()
      let done = 0
      for (; performance.now() - start < milliseconds; done += 1) privateDecrypt({ key, oaepHash: 'sha256' }, sealed)
      return { done, rate: (done / (performance.now() - start)) * 1000 }
    }
    const warm = until(200)
    const measured = until(1500)
    parentPort.postMessage({ rate: measured.rate, done: warm.done + measured.done })`
  const pem = readFileSync(join(folder, keyFiles.iAdvizePrivate), 'utf8')
  const start = process.cpuUsage()
  const threads = await Promise.all(
    [1, 2].map(
      () =>
        new Promise<{ rate: number; done: number }>((resolve, reject) => {
          const worker = new Worker(code, { eval: true, workerData: pem })
          worker.once('message', (told: { rate: number; done: number }) => resolve(told))
          worker.once('error', reject)
        }),
    ),
  )
  const sum = (of: 'rate' | 'done'): number => threads.reduce((total, thread) => total + thread[of], 0)
  return { rate: sum('rate'), cpu: spent(start) / sum('done') }
}

/**
 * A server of Node's that reads each request, does one private-key operation by WebCrypto, and answers with as many bytes: what could
 * be had at most if the sandbox did nothing else. Requests in a second.
 */
async function bareServer(all: readonly Buffer[]): Promise<number> {
  const code = `
    const { createPrivateKey, publicEncrypt, webcrypto } = require('node:crypto')
    const key = createPrivateKey(require('node:fs').readFileSync(process.argv[1]))
    const sealed = publicEncrypt({ key, oaepHash: 'sha256' }, Buffer.alloc(32, 7))
    const imported = () => webcrypto.subtle.importKey('pkcs8', key.export({ type: 'pkcs8', format: 'der' }), { name: 'RSA-OAEP', hash: 'SHA-256' }, false, ['decrypt'])
    Promise.all(Array.from({ length: 8 }, imported)).then(copies => {
      let turn = 0
      const server = require('node:http').createServer((request, response) => {
        let body = ''
        request.on('data', chunk => (body += chunk))
        request.on('end', async () => {
          JSON.parse(body)
          await webcrypto.subtle.decrypt({ name: 'RSA-OAEP' }, copies[turn++ % 8], sealed)
          const answer = JSON.stringify({ answer: 'x'.repeat(420) })
          response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length }).end(answer)
        })
      })
      server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port))
    })`
  const child = spawn(process.execPath, ['-e', code, join(folder, keyFiles.iAdvizePrivate)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const origin = await new Promise<string>((resolve, reject) => {
    child.once('error', reject)
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()))
  })
  try {
    await load(origin, all)
    const { seconds } = await load(origin, all)
    return all.length / seconds
  } finally {
    child.kill()
  }
}

/** Milliseconds of the processor's time since then. */
const spent = (since: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since)
  return (user + system) / 1000
}

/** Milliseconds of the processor's time that another process has had; in Linux's ticks of 10 ms. */
function spentBy(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return (Number(fields[11]) + Number(fields[12])) * 10
  } catch {
    return NaN
  }
}

function started(): Promise<{ origin: string; pid: number; stop: () => Promise<void> }> {
  const main = flags.has('--dist') ? ['dist/harness/cli/main.js'] : ['--import', 'tsx', 'harness/cli/main.ts']
  const state = flags.has('--state') ? ['--state', join(folder, 'state.sqlite')] : []
  const child = spawn(
    process.execPath,
    [
      ...(process.env['BENCH_NODE'] ?? '').split(' ').filter(Boolean),
      ...main,
      'sandbox',
      '--port',
      '0',
      '--keys',
      folder,
      ...state,
    ],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.stdout.on('data', (chunk: Buffer) => {
      const origin = /http:\/\/[\d.:]+/.exec(chunk.toString())?.[0]
      if (origin === undefined) return
      resolve({
        origin,
        pid: child.pid ?? 0,
        stop: () =>
          new Promise(ended => {
            child.once('close', () => ended())
            child.kill('SIGTERM')
          }),
      })
    })
  })
}

const vuidOf = (index: number): string => createHash('sha256').update(`v${index}`).digest('hex').slice(0, 45)
/** Numbers of the activations of one round. */
const inRound = (round: number): number[] =>
  Array.from({ length: activations }, (_, index) => round * activations + index)
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

async function requests(indexes: readonly number[]): Promise<Buffer[]> {
  const brand = createPrivateKey(readFileSync(join(folder, keyFiles.brandPrivate)))
  const iAdvize = createPublicKey(readFileSync(join(folder, keyFiles.iAdvizePublic)))
  const exp = Math.floor(Date.now() / 1000) + 900
  const one = async (index: number): Promise<Buffer> => {
    const claims = { iss: documentedIssuer, exp, [userIdClaim]: `user-${index}` }
    const signed = await new CompactSign(bytes(JSON.stringify(claims))).setProtectedHeader(innerHeader).sign(brand)
    const token = await new CompactEncrypt(bytes(signed)).setProtectedHeader(outerHeader).encrypt(iAdvize)
    const body = JSON.stringify({
      sid: '4242',
      vuid: vuidOf(index),
      deviceId: 'load',
      option: 'SECURED_AUTHENTICATION',
      token,
      page: '/account',
    })
    return Buffer.from(
      `POST ${exchangePath} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    )
  }
  const all: Buffer[] = []
  for (let from = 0; from < indexes.length; from += 64)
    all.push(...(await Promise.all(indexes.slice(from, from + 64).map(one))))
  return all
}

type Reply = { status: number; body: string; took: number }

/** Each connection sends its next request when the last one is answered. By bare sockets: the load must cost little. */
async function load(origin: string, all: readonly Buffer[]): Promise<{ replies: Reply[]; seconds: number }> {
  const replies: Reply[] = []
  let next = 0
  const { hostname, port } = new URL(origin)
  const begin = performance.now()
  await Promise.all(
    Array.from(
      { length: connections },
      () =>
        new Promise<void>((resolve, reject) => {
          const socket = connect(Number(port), hostname)
          socket.setNoDelay(true)
          let index = 0
          let sentAt = 0
          let text = ''
          const send = (): void => {
            index = next
            next += 1
            const request = all[index]
            if (!request) {
              socket.end()
              resolve()
              return
            }
            sentAt = performance.now()
            socket.write(request)
          }
          socket.on('connect', send)
          socket.on('error', reject)
          socket.on('data', chunk => {
            text += chunk.toString('latin1')
            const head = text.indexOf('\r\n\r\n')
            const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? NaN)
            if (head < 0 || text.length < head + 4 + length) return
            replies[index] = {
              status: Number(text.slice(9, 12)),
              body: text.slice(head + 4),
              took: performance.now() - sentAt,
            }
            text = ''
            send()
          })
        }),
    ),
  )
  return { replies, seconds: (performance.now() - begin) / 1000 }
}

/** MB; the highest that it ever was. Linux tells. */
function memoryOf(pid: number): number | null {
  try {
    return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024)
  } catch {
    return null
  }
}

const digest = (index: number): string => createHash('sha256').update(`user-${index}`).digest('base64url')

/** What went wrong with the answers of one round. */
function wrongReplies(indexes: readonly number[], replies: readonly Reply[]): { lost: number; mixed: number } {
  let lost = 0
  let mixed = 0
  for (const [at, index] of indexes.entries()) {
    const reply = replies[at]
    if (reply?.status !== 200) {
      lost += 1
      continue
    }
    const { vuid, session } = JSON.parse(reply.body) as { vuid: string; session?: { token: string } }
    if (vuid !== vuidOf(index) || decodeJwt(session?.token ?? '').sub !== digest(index)) mixed += 1
  }
  return { lost, mixed }
}

/** Of every fiftieth user of a round: whether the desk shows that user, and that browser alone. */
async function mixedOnDesk(client: SiteClient, indexes: readonly number[]): Promise<number> {
  let mixed = 0
  for (const index of indexes.filter((_, at) => at % 50 === 0)) {
    const { vuids, userId } = await client.awaitPadlock({ userId: `user-${index}`, timeout: 1 })
    if (userId !== `user-${index}` || vuids.length !== 1 || vuids[0] !== vuidOf(index)) mixed += 1
  }
  return mixed
}

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[values.length >> 1] ?? NaN

const sandbox = await started()
const problems: string[] = []
try {
  const client = await connectSandbox(sandbox.origin)
  const idle = memoryOf(sandbox.pid)
  const shares: number[] = []
  let bare = await bareOperations()
  let last: readonly Buffer[] = []
  console.log(
    `${activations} activations over ${connections} connections${flags.has('--state') ? ', with a state file' : ''}, on ${cpus().length} cores`,
  )
  for (let round = 0; round < rounds; round += 1) {
    const indexes = inRound(round)
    const all = await requests(indexes)
    last = all
    const before = { own: process.cpuUsage(), theirs: spentBy(sandbox.pid) }
    const { replies, seconds } = await load(sandbox.origin, all)
    const theirs = (spentBy(sandbox.pid) - before.theirs) / activations
    const own = spent(before.own) / activations
    const after = await bareOperations()
    const bareRate = (bare.rate + after.rate) / 2
    bare = after

    const { lost, mixed } = wrongReplies(indexes, replies)
    const mixedUp = mixed + (await mixedOnDesk(client, indexes))
    const times = replies.map(({ took }) => took)
    const quantile = (share: number): string =>
      (times.toSorted((one, other) => one - other)[Math.floor(times.length * share)] ?? NaN).toFixed(0)
    const share = activations / seconds / bareRate
    shares.push(share)
    console.log(
      `round ${round + 1}: lost ${lost}, mixed up ${mixedUp}; ${Math.round(activations / seconds)} activations/s, p50 ${quantile(0.5)} ms, p99 ${quantile(0.99)} ms, longest ${quantile(0.99999)} ms`,
    )
    console.log(
      `         share ${share.toFixed(2)} of ${Math.round(bareRate)} bare operations/s; processor's time: ${theirs.toFixed(2)} ms of the sandbox and ${own.toFixed(2)} ms of the load for an activation, ${after.cpu.toFixed(2)} ms for a bare operation`,
    )
    if (lost > 0) problems.push(`${lost} were lost in round ${round + 1}`)
    if (mixedUp > 0) problems.push(`${mixedUp} were mixed up in round ${round + 1}`)
  }
  const peak = memoryOf(sandbox.pid)
  const floor = await bareServer(last)
  const { counts } = await client.tenant()
  const share = median(shares.slice(1))
  console.log(
    `a server of Node's that does this operation and nothing else: ${Math.round(floor)} requests/s, a share of ${(floor / bare.rate).toFixed(2)}`,
  )
  console.log(`on the desk: ${counts.conversations} conversations, ${counts.visitors} visitors`)
  console.log(
    `memory of the sandbox: ${idle ?? '?'} MB before, ${peak ?? '?'} MB at its highest (at most ${mostMemory})`,
  )
  console.log(
    `share: ${share.toFixed(2)}, and ${(shares[0] ?? NaN).toFixed(2)} right after the start (at least ${leastShare})`,
  )
  if (share < leastShare && !flags.has('--state')) problems.push(`the share is under ${leastShare}`)
  if (peak !== null && peak > mostMemory) problems.push(`memory is over ${mostMemory} MB`)
} finally {
  await sandbox.stop()
  rmSync(folder, { recursive: true, force: true })
}
for (const problem of problems) console.error(problem)
process.exitCode = problems.length > 0 ? 1 : 0
