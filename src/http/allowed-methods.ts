import type { FastifyInstance } from 'fastify'

/**
 * Watches the routes that are registered from now on.
 *
 * @returns what a path without its query can be asked with, in alphabetic order; empty where no
 *   route is at it. Routes that take any path are left out.
 */
export function watchMethods(app: FastifyInstance): (path: string) => string[] {
  const routes: { readonly at: RegExp; readonly methods: readonly string[] }[] = []
  app.addHook('onRoute', ({ url, method }) => {
    if (!url.includes('*')) routes.push({ at: patternOf(url), methods: [method].flat() })
  })
  return (path) => {
    const here = routes.filter(({ at }) => at.test(path))
    return [...new Set(here.flatMap(({ methods }) => methods))].toSorted()
  }
}

/** @example patternOf('/alerts/:id') // => /^\/alerts\/[^/]+\/?$/ */
function patternOf(url: string): RegExp {
  const parts = url.split(/:\w+/).map((part) => part.replaceAll(/[.\\^$|?+()[\]{}]/g, '\\$&'))
  return new RegExp(`^${parts.join('[^/]+')}/?$`)
}
