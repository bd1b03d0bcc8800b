/** A map that never holds more than `most` entries: what was put in first is forgotten first. */
export function boundedMap<Key, Value>(most: number, forgotten: (key: Key, value: Value) => void = () => {}) {
  const entries = new Map<Key, Value>()
  /** A Map finds its first entry past all that were deleted before it: one search serves for several. */
  const atOnce = Math.max(1, Math.floor(most / 100))

  function forget(): void {
    let left = atOnce
    for (const [oldest, dropped] of entries) {
      if (left === 0) return
      left -= 1
      entries.delete(oldest)
      forgotten(oldest, dropped)
    }
  }

  return {
    get: (key: Key): Value | undefined => entries.get(key),
    has: (key: Key): boolean => entries.has(key),
    /** Puts it last, also when it was there before. */
    set(key: Key, value: Value): void {
      entries.delete(key)
      entries.set(key, value)
      if (entries.size > most) forget()
    },
    delete: (key: Key): boolean => entries.delete(key),
    clear: (): void => entries.clear(),
    values: () => entries.values(),
    get size(): number {
      return entries.size
    },
  }
}
