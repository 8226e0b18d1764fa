/** What survives a round trip through JSON; the shape of every saved state. */
export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [k: string]: Json }
