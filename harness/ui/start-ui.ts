/** The page on a server of its own, on loopback alone. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { refuse } from '../../mock-iadvize/sandbox/request-body.ts'
import { createUi } from './ui.ts'
import type { UiOptions } from './ui.ts'

export type RunningUi = {
  /** `http://127.0.0.1:PORT/ui` */
  address: string
  close(): Promise<void>
}

/** `port`: 0: any that is free. Rejects with what the system says where it can't listen. */
export const startUi = async ({
  port,
  ...options
}: Omit<UiOptions, 'isBesideSandbox'> & { port: number }): Promise<RunningUi> => {
  const ui = createUi({ ...options, isBesideSandbox: false })
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, (request, response) => {
    const target = request.url ?? '/'
    if (!target.startsWith('/') || !URL.canParse(`http://ui${target}`)) {
      refuse(response, { status: 400, error: 'the address is malformed', cure: 'send a path' })
      return
    }
    const url = new URL(`http://ui${target.replace(/^\/+/, '/')}`)
    if (url.pathname === '/')
      response.writeHead(302, { location: ui.path + url.search, 'referrer-policy': 'no-referrer' }).end()
    else if (url.pathname === ui.path || url.pathname.startsWith(`${ui.path}/`))
      void ui.serve(request, response, url).catch((error: unknown) => {
        options.onFault(error)
        response.destroy()
      })
    else refuse(response, { status: 404, error: 'there is nothing here', cure: `open ${ui.path}` })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}${ui.path}`,
    async close() {
      await ui.close()
      const closed = new Promise(resolve => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}
