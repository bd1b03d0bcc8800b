/** What the sandbox remembers at most, so that its memory is bounded; beyond it the oldest goes. docs/sandbox.md tells them. */
import { defaultVisitorLimits } from '../platform/visitors.ts'

export const limits = {
  /** sites at once */
  tenants: 20,
  /** of each site */
  ...defaultVisitorLimits,
  /** activations that the inspector shows, of each site */
  activations: 500,
  /** sightings of each site */
  sightings: 500,
  /** streams of events and answers that wait, all together */
  listeners: 200,
  /** bytes of a request's body */
  body: 256 * 1024,
} as const
