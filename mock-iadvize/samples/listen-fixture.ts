/** Servers on loopback as a Playwright fixture: they end with the test. */
import { createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TestFixture } from '@playwright/test'

/** Answers with the port. `secure`: PEM */
export type Listen = (
  answer: RequestListener,
  secure?: { key: string; cert: string },
) => Promise<{ port: number; server: Server }>

export const listenFixture: TestFixture<Listen, object> = async ({}, use) => {
  const servers: Server[] = []
  await use(async (answer, secure) => {
    const server = secure ? createSecureServer(secure, answer) : createServer(answer)
    servers.push(server)
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    return { port: (server.address() as AddressInfo).port, server }
  })
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
}
