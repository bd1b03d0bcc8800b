/**
 * The one costly step of judging a token: the private-key operation that opens its content key. A few are done at once, where they
 * are asked for; when many come together, threads do them by the batch, for waking a thread for each costs as much as half of one.
 */
import { privateDecrypt, type KeyObject } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { rsaKey } from './rsa-key.ts'

/** Bytes of a content key of A256GCM. */
const contentBytes = 32
/** As many in one turn of the event loop are done where they are asked for: about a millisecond. */
const few = 4
/** In one batch: large enough that handing it over costs nothing, small enough that nobody waits long for others. */
const mostInBatch = 16

type Request = { encryptedKey: Uint8Array; settle: (contentKey: Buffer | null) => void; fail: (error: unknown) => void }
type Thread = { worker: Worker; batches: Request[][] }
type Queue = { key: KeyObject; waiting: Request[]; threads: Thread[]; flushes: boolean }

const queues = new WeakMap<KeyObject, Queue>()

/** The content key under RSA-OAEP-256; null: another key, another padding, or no key for A256GCM. `encryptedKey`: as long as the modulus. */
export function contentKeyOf(encryptedKey: Uint8Array, key: KeyObject): Promise<Buffer | null> {
  let queue = queues.get(key)
  if (!queue) queues.set(key, (queue = { key, waiting: [], threads: [], flushes: false }))
  const { waiting } = queue
  const opened = new Promise<Buffer | null>((settle, fail) => waiting.push({ encryptedKey, settle, fail }))
  flushSoon(queue)
  return opened
}

/** All that come in one turn of the event loop go together. */
function flushSoon(queue: Queue): void {
  if (queue.flushes) return
  queue.flushes = true
  setImmediate(() => {
    queue.flushes = false
    flush(queue)
  })
}

function flush(queue: Queue): void {
  const { key, waiting, threads } = queue
  if (waiting.length <= few && threads.every(({ batches }) => batches.length === 0)) {
    for (const { encryptedKey, settle } of waiting.splice(0)) settle(openedHere(encryptedKey, key))
    return
  }
  if (threads.length === 0) for (let count = availableParallelism(); count > 0; count -= 1) startThread(queue)
  for (const thread of threads.toSorted((one, other) => one.batches.length - other.batches.length)) {
    // A thread that hands one batch back has the next, where that is worth a message.
    const least = thread.batches.length === 0 ? 1 : mostInBatch
    if (thread.batches.length < 2 && waiting.length >= least)
      send(thread, waiting.splice(0, Math.min(mostInBatch, Math.ceil(waiting.length / threads.length))), queue)
  }
}

function openedHere(encryptedKey: Uint8Array, key: KeyObject): Buffer | null {
  try {
    const content = privateDecrypt({ key, oaepHash: 'sha256' }, encryptedKey)
    return content.length === contentBytes ? content : null
  } catch {
    return null
  }
}

function send({ worker, batches }: Thread, batch: Request[], { key }: Queue): void {
  const { bytes } = rsaKey(key)
  const encrypted = new Uint8Array(batch.length * bytes)
  for (const [index, { encryptedKey }] of batch.entries()) encrypted.set(encryptedKey, index * bytes)
  batches.push(batch)
  worker.ref()
  worker.postMessage(encrypted, [encrypted.buffer])
}

function startThread(queue: Queue): void {
  const { key, threads } = queue
  const workerData = {
    pkcs8: key.export({ type: 'pkcs8', format: 'der' }),
    encryptedBytes: rsaKey(key).bytes,
    contentBytes,
  }
  const worker = new Worker(new URL('./content-key-thread.js', import.meta.url), { workerData, execArgv: [] })
  const thread: Thread = { worker, batches: [] }
  threads.push(thread)
  worker.on('message', (opened: Uint8Array) => {
    const batch = thread.batches.shift() ?? []
    // Nobody waits for it: the process may end.
    if (thread.batches.length === 0) worker.unref()
    flush(queue)
    for (const [index, { settle }] of batch.entries()) {
      const at = index * (1 + contentBytes)
      settle(opened[at] === 1 ? Buffer.from(opened.subarray(at + 1, at + 1 + contentBytes)) : null)
    }
  })
  worker.on('error', error => {
    threads.splice(threads.indexOf(thread), 1)
    for (const { fail } of thread.batches.flat()) fail(error)
    flushSoon(queue)
  })
}
