/** What of a mock outlives its process, as plain data: whoever keeps it hears of each change, and hands it back at the start. */

/** Records by their kind. Tokens are in none of them: of a token, its SHA-256 alone. Times: milliseconds, session clock. */
export type KeptRecords = {
  visitor: {
    vuid: string
    conversation: string
    session: string | null
    signedOut: boolean
    extId: string | null
    page: string
    activation: number
  }
  /** `token`: SHA-256 of the session token, base64url; null: none was made yet */
  session: {
    id: string
    userId: string
    onTrust: boolean
    expiresAt: number
    end: 'ended' | 'replaced' | null
    token: string | null
  }
  conversation: {
    id: string
    number: number
    userId: string | null
    since: number
    visitorData: Record<string, string>
  }
  message: { conversation: string; index: number; from: 'visitor' | 'agent'; text: string; at: number }
  /** `id`: SHA-256 of a brand's token. `jumped`: milliseconds */
  presented: { id: string; jumped: number; spent: boolean }
  /** a visitor id, and how often it signed out */
  'sign-out': { vuid: string; times: number }
}
export type RecordKind = keyof KeptRecords

export type Keeper = {
  put<Kind extends RecordKind>(kind: Kind, id: string, record: KeptRecords[Kind]): void
  drop(kind: RecordKind, id: string): void
  /** everything of this mock */
  clear(): void
  /** in the order in which they were first put */
  all<Kind extends RecordKind>(kind: Kind): KeptRecords[Kind][]
}

/** Keeps nothing: the state lives as long as the process. */
export const forgetful: Keeper = { put: () => {}, drop: () => {}, clear: () => {}, all: () => [] }
