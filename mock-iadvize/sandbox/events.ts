/** Who wants to know as it happens: server-sent events, and answers that wait for a padlock. */
export type LiveEvent =
  | { event: 'activation' | 'sighting' | 'tenant'; sid: string; data: unknown }
  /** only that something has changed: whoever wants to know what asks for it */
  | { event: 'conversations' | 'requirements' | 'reset' | 'tenants'; sid: string; data: unknown }

export type Hub = {
  tell(event: LiveEvent): void
  /** answers with the end of it; null: too many are listening */
  listen(listener: (event: LiveEvent) => void): (() => void) | null
  readonly count: number
}

export function createHub(most: number): Hub {
  const listeners = new Set<(event: LiveEvent) => void>()
  return {
    tell(event) {
      for (const listener of listeners) listener(event)
    },
    listen(listener) {
      if (listeners.size >= most) return null
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    get count() {
      return listeners.size
    },
  }
}
