import type { Api } from './api-context.ts'
import { Problem } from './problems.ts'

/** `products/air/{date}`: nothing is released yet. */
export function registerProducts(api: Api): void {
  api.get('/products/air/:file', { schema: { hide: true } }, (request) => {
    throw new Problem('not-released', `${request.url.split('?', 1)[0] ?? ''} is not released`)
  })
}
