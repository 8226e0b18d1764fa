import type { Certainty, Names, WaterClass } from './network.ts'

export const reviewLevels = ['operator', 'province', 'signed'] as const
export type ReviewLevel = (typeof reviewLevels)[number]

/** What the public is shown of a network, `public.json` in its folder: data, never code. */
export type PublicPlan = {
  /** How long after its end a day is shown at the earliest. */
  readonly delayMs: number
  /** Least level of the review that a station's days were signed at (三级审核). */
  readonly reviewLevel: ReviewLevel
  /** A day's mean needs this share of the values expected of the day. */
  readonly leastShare: number
  /** Shown, rounded to so many decimals; no other is. */
  readonly parameters: readonly { readonly code: string; readonly decimals: number }[]
  /** What water of a class is fit for. */
  readonly advice: readonly {
    readonly classes: readonly WaterClass[]
    readonly text: Names
    readonly certainty: Certainty
  }[]
}

/** One station's newest reviewed day, as the public is told. */
export type PublicWater = {
  readonly station: Names
  readonly waterBody: Names | null
  readonly district: Names
  /** Day in Beijing. */
  readonly date: string
  /** Null where no factor of the class was measured. */
  readonly waterClass: WaterClass | null
  readonly level: Names | null
  readonly colour: string | null
  readonly advice: Names | null
  /** What makes it worse than class III. */
  readonly mainIndicators: readonly Names[]
  /** Oxygen far above saturation: algae, whatever the class says. */
  readonly bloomSign: boolean
  readonly values: readonly {
    readonly parameter: Names
    readonly value: number
    readonly unit: string
  }[]
}

/**
 * An enforcement result that the authority which gave it has published (R47). One that was revoked
 * since is withdrawn: it is told by whom, when and why, and no longer what it was.
 */
export type PublicResult = {
  readonly date: string
  readonly district: Names
  readonly result: string | null
  readonly withdrawn: {
    readonly date: string
    readonly grounds: Names
    readonly reason: string
  } | null
}
