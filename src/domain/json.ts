/** What survives a round trip through JSON; the shape of every saved state. */
export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [k: string]: Json }

/** A text, or a number's; of anything else none. */
export function textIn(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
