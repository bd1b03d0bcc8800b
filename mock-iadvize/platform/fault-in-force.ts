/** The fault that is set on one mock: which requests it hits, and when it is over. */
import { getResponse, type RequestHandler } from 'msw'
import { heldPaths, isFaultName, type FaultName } from '../faults.ts'
import { faults } from './faults.ts'
import type { Mock, MockEvent } from './mock.ts'

/** A fault in force. `single`: it hits one request and no more; `hit`: it has hit one */
type Fault = {
  name: FaultName
  once: boolean
  single: boolean
  hit: boolean
  handlers: RequestHandler[]
  lift: () => void
}

function inForce(name: FaultName, single: boolean): Fault {
  let lift = () => {}
  const lifted = new Promise<void>(resolve => {
    lift = resolve
  })
  const handlers = faults[name].handlers(lifted)
  return { name, once: 'once' in faults[name], single, hit: false, handlers, lift }
}

/** These members of a {@link Mock}. */
type Faults = Pick<Mock, 'setFault' | 'fault' | 'faultIsOver' | 'heldPaths' | 'faultHandlers' | 'faultResponse'>

export function createFaults(emit: (event: MockEvent) => void): Faults {
  let fault: Fault | null = null
  return {
    setFault(name, { single = false } = {}) {
      if (name !== null && !isFaultName(name))
        throw new RangeError(`there is no fault «${name}»; there are: ${Object.keys(faults).join(', ')}`)
      fault?.lift()
      fault = name === null ? null : inForce(name, single)
    },
    fault: () => fault?.name ?? null,
    faultIsOver: () => fault?.single === true && fault.hit,
    heldPaths: () => heldPaths(fault?.name ?? null),
    faultHandlers: () => fault?.handlers ?? [],
    async faultResponse(request, onHit) {
      const current = fault
      if (!current || (current.single && current.hit)) return undefined
      const { name, once, handlers } = current
      for (const handler of handlers) {
        const over = once && handler.isUsed
        if (over || !(await handler.test({ request }))) continue
        // Another request may have come first meanwhile.
        if (current.single && current.hit) return undefined
        current.hit = true
        onHit?.(name)
        emit({ kind: 'fault-hit', fault: name, path: new URL(request.url).pathname })
      }
      return getResponse(handlers, request)
    },
  }
}
