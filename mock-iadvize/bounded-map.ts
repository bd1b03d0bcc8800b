/** A map that never holds more than `most` entries: what was put in first is forgotten first. */
export function boundedMap<Key, Value>(most: number, forgotten: (key: Key, value: Value) => void = () => {}) {
  const entries = new Map<Key, Value>()
  return {
    get: (key: Key): Value | undefined => entries.get(key),
    has: (key: Key): boolean => entries.has(key),
    /** Puts it last, also when it was there before. */
    set(key: Key, value: Value): void {
      entries.delete(key)
      entries.set(key, value)
      for (const [oldest, dropped] of entries) {
        if (entries.size <= most) return
        entries.delete(oldest)
        forgotten(oldest, dropped)
      }
    },
    delete: (key: Key): boolean => entries.delete(key),
    clear: (): void => entries.clear(),
    values: () => entries.values(),
    get size(): number {
      return entries.size
    },
  }
}
