import { createHttpServer, type HttpOptions, type HttpServer } from '../server.ts'
import { createFake, fakeCapabilities, type Fake } from './capabilities.ts'

/** A door over a fake, not listening; the test closes it. */
export async function openFakeServer(
  options: Partial<HttpOptions> = {},
): Promise<{ fake: Fake; server: HttpServer }> {
  const fake = createFake()
  const server = await createHttpServer(fakeCapabilities(fake), {
    webRoot: null,
    version: '1.2.3',
    ...options,
  })
  return { fake, server }
}
