/** A token that somebody found. Raw in memory only: of `from` and the moment alone anything may be told. */
export type FoundToken = {
  token: string
  /** `line 3`, `answer of GET https://shop.test/api/token: JSON /token`: never the token, never a query */
  from: string
  /** when it was handed over, where that is known; null: it is judged as of now */
  at: Date | null
}

/** `others`: JWTs and JWEs that are none of iAdvize's business (sessions, access tokens), and so are not judged. */
export type Found = {
  tokens: FoundToken[]
  others: number
  /** what could not be read, each in a sentence with the cure */
  hints?: readonly string[]
}
