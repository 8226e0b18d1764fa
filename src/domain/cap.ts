/**
 * A warning as CAP 1.2 has it: keys are its elements, in the order of its schema. An absent key is
 * an element left out.
 *
 * @source OASIS Common Alerting Protocol 1.2, §3.2
 */
export type CapAlert = {
  readonly identifier: string
  readonly sender: string
  /** RFC 3339 to the second, with an offset, never `Z`. */
  readonly sent: string
  readonly status: 'Actual' | 'Exercise'
  readonly msgType: 'Alert' | 'Update' | 'Cancel'
  readonly scope: 'Restricted'
  readonly restriction: string
  readonly code: string
  readonly note?: string
  /** `sender,identifier,sent` of each earlier message, separated by spaces. */
  readonly references?: string
  readonly info: readonly CapInfo[]
}

type Named = { readonly valueName: string; readonly value: string }

export type CapInfo = {
  readonly language: 'zh-CN' | 'en'
  readonly category: readonly ('Env' | 'Health' | 'Infra')[]
  readonly event: string
  readonly responseType: 'Execute' | 'Monitor' | 'Assess' | 'AllClear'
  readonly urgency: 'Immediate' | 'Expected' | 'Future' | 'Past' | 'Unknown'
  readonly severity: 'Extreme' | 'Severe' | 'Moderate' | 'Minor' | 'Unknown'
  readonly certainty: 'Observed' | 'Likely' | 'Possible'
  readonly eventCode: Named
  readonly effective: string
  readonly onset: string
  readonly senderName: string
  readonly headline: string
  readonly description: string
  readonly instruction: string
  readonly parameter: readonly Named[]
  readonly area: {
    readonly areaDesc: string
    /** `lat,lon radius`, the radius in km. */
    readonly circle: string
    readonly geocode?: Named
  }
}

/** One alert as a feed lists it. */
export type FeedEntry = {
  readonly alert: string
  readonly title: string
  readonly summary: string
  readonly publishedAt: number
  readonly updatedAt: number
}
