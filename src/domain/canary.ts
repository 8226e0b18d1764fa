/**
 * A station that the engine plays itself, to see that its path works. It is registered nowhere: no
 * list names it, its messages carry no value, and nothing that counts values or stations counts it.
 */
export const canaryStation = 'qingliu-canary'

/** What a canary's message is, and the `id` of its receipt: one of its kind and a nonce. */
export const canaryId = (nonce: string): string => `canary-${nonce}`
export const isCanaryId = (text: string): boolean => /^canary-[\w-]{1,64}$/.test(text)
