import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { onTestFinished } from 'vitest'
import { createFakeApi, type FakeApi } from './fake-api.ts'

const executablePath = '/usr/bin/chromium'
const root = join(import.meta.dirname, '..')
const flags = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
]

/** Whether there is a browser to look with. */
export const hasChromium = existsSync(executablePath)
export const screenshots = join(root, '.cache/screenshots')

type OpenedPage = {
  readonly api: FakeApi
  readonly page: Page
  /** What the page threw, asked for from elsewhere, or was refused when it read. */
  readonly errors: readonly string[]
}
type Looks = {
  readonly language: 'zh' | 'en'
  readonly width?: number
  readonly height?: number
  readonly dark?: boolean
}

/** Builds the page as it is shipped: in a test's environment it would have the tools of development. */
async function buildPage(outDir: string): Promise<void> {
  const { NODE_ENV } = process.env
  process.env['NODE_ENV'] = 'production'
  const configFile = join(root, 'vite.config.ts')
  await build({ root: join(root, 'web'), configFile, logLevel: 'error', build: { outDir } })
  process.env['NODE_ENV'] = NODE_ENV
}

/** The page, built anew, in Chromium: each opening is closed with its test. */
export async function createPageBrowser() {
  const pageFolder = await mkdtemp(join(tmpdir(), 'qingliu-page-'))
  await buildPage(pageFolder)
  await mkdir(screenshots, { recursive: true })
  const browser = await chromium.launch({ executablePath, args: flags })

  async function open({ language, width = 1440, height = 900, dark = false }: Looks) {
    const api = await createFakeApi(pageFolder)
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme: dark ? 'dark' : 'light',
      reducedMotion: 'reduce',
    })
    onTestFinished(async () => {
      await context.close()
      await api.close()
    })
    const page = await context.newPage()
    const errors: string[] = []
    page.on('pageerror', ({ message }) => errors.push(message))
    page.on('response', (response) => {
      const isAsked = response.request().method() === 'GET'
      if (response.status() >= 400 && isAsked) errors.push(`${response.status()} ${response.url()}`)
    })
    page.on('request', (request) => {
      if (!request.url().startsWith(api.url)) errors.push(`foreign request ${request.url()}`)
    })
    await page.goto(`${api.url}/?lang=${language}`)
    await page.locator('[data-alert]').nth(3).waitFor()
    await page.locator('.uplot canvas').waitFor()
    return { api, page, errors } satisfies OpenedPage
  }
  return {
    pageFolder,
    open,
    shoot: (page: Page, name: string, fullPage = true) =>
      page.screenshot({ path: join(screenshots, `${name}.png`), fullPage }),
    close: async () => {
      await browser.close()
      await rm(pageFolder, { recursive: true })
    },
  }
}

export type PageBrowser = Awaited<ReturnType<typeof createPageBrowser>>
