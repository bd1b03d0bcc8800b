/** What the inspector follows: activations, sightings and requirements of one site, drawn, each time that one of them changes. */
import type { ServerResponse } from 'node:http'
import { coalesced, deskPause, eventStream } from '../network/event-stream.ts'
import type { Hub } from './events.ts'
import type { Faces } from './faces.ts'
import type { ActivationView, SightingView } from './schemas.ts'
import type { Site } from './tenants.ts'

/** How many the page shows; the control API has the rest. */
const shown = { activations: 30, sightings: 40 } as const
/** Milliseconds: judging takes longer than drawing. */
const judgingPause = 400

/** false: too many are listening, and nothing was sent. */
export function inspectorStream(
  response: ServerResponse,
  { site, hub, faces, onFault }: { site: Site; hub: Hub; faces: Faces; onFault: (error: unknown) => void },
): boolean {
  let write: ReturnType<typeof eventStream> | undefined
  const drawn = (activation: ActivationView) => ({
    id: activation.id,
    html: faces.activation(activation),
    warnings: activation.warnings,
    isOver: activation.outcome !== 'pending',
  })

  // One activation changes with each step of it: those of a moment are drawn once.
  const changed = new Set<number>()
  const activationsSoon = coalesced(deskPause, () => {
    // Under load the page shows the newest, and the control API has the rest.
    for (const id of [...changed].slice(-shown.activations)) {
      const activation = site.activations.find(id)
      if (activation) write?.('activation', drawn(activation))
    }
    changed.clear()
  })
  const requirements = async () => {
    const rows = await site.judging?.requirements()
    if (rows) write?.('requirements', { html: faces.requirements(rows) })
  }
  const requirementsSoon = coalesced(judgingPause, () => {
    requirements().catch(onFault)
  })
  const all = () =>
    write?.('all', {
      icons: faces.icons,
      site: site.view(),
      activations: site.activations.list(shown.activations).map(drawn),
      sightings: site.activations.sightings(shown.sightings).map(each => faces.sighting(each)),
    })

  const stop = hub.listen(({ event, sid, data }) => {
    if (event === 'tenants') return write?.('sites', {})
    if (sid !== site.sid) return
    if (event === 'activation') {
      changed.add((data as ActivationView).id)
      return activationsSoon()
    }
    if (event === 'sighting') return write?.('sighting', { html: faces.sighting(data as SightingView) })
    if (event === 'requirements') return requirementsSoon()
    if (event === 'tenant') return write?.('site', site.view())
    if (event === 'reset') {
      changed.clear()
      all()
      requirementsSoon()
    }
    return undefined
  })
  if (!stop) return false
  write = eventStream(response)
  all()
  requirementsSoon()
  response.on('close', () => {
    stop()
    activationsSoon.cancel()
    requirementsSoon.cancel()
  })
  return true
}
