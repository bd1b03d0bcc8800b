/**
 * A thread of content-key.ts: opens encrypted keys by the batch. Plain JavaScript, as a thread knows nothing of the loaders of whoever starts it.
 * In: encrypted keys, one after the other. Out: for each a byte (1: opened) and 32 bytes of key.
 */
import { createPrivateKey, privateDecrypt } from 'node:crypto'
import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'

// Whoever answers comes first: else it waits for its turn while opened keys wait for it. Only Linux ranks each thread by itself.
if (process.platform === 'linux') setPriority(5)

const { pkcs8, encryptedBytes, contentBytes } = workerData
const key = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })

parentPort?.on('message', (/** @type {Uint8Array} */ encrypted) => {
  const count = encrypted.length / encryptedBytes
  const opened = new Uint8Array(count * (1 + contentBytes))
  for (let index = 0; index < count; index += 1) {
    const one = encrypted.subarray(index * encryptedBytes, (index + 1) * encryptedBytes)
    let content = null
    try {
      content = privateDecrypt({ key, oaepHash: 'sha256' }, one)
    } catch {
      // another key or another padding
    }
    if (content?.length !== contentBytes) continue
    opened[index * (1 + contentBytes)] = 1
    opened.set(content, index * (1 + contentBytes) + 1)
  }
  parentPort?.postMessage(opened, [opened.buffer])
})
