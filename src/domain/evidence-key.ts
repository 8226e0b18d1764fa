import type { Instant } from './time.ts'

/** The public half of a key that signs packages of evidence. */
export type PublicKey = {
  /** SHA-256 of the key's SPKI in DER, hex. */
  readonly fingerprint: string
  /** SPKI in DER, base64. */
  readonly publicKey: string
}

/** A key as the store knows it, since when, by whom and why. */
export type EvidenceKey = PublicKey & {
  readonly at: Instant
  /** A person, or `engine` for the first one. */
  readonly person: string
  readonly reason: string
  /** Number of the change that entered it; 0: the first, which no change did. */
  readonly n: number
}
