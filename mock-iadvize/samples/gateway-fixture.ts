/** The gateway as a Playwright fixture: one in each worker, ended with it. */
import type { WorkerFixture } from '@playwright/test'
import type { Gateway } from '../network/gateway.ts'

export const gatewayFixture: [WorkerFixture<Gateway, object>, { scope: 'worker' }] = [
  async ({}, use) => {
    // Playwright's runner, which only lists the tests, does without.
    const { openGateway } = await import('../network/gateway.ts')
    const gateway = await openGateway()
    await use(gateway)
    await gateway.close()
  },
  { scope: 'worker' },
]
