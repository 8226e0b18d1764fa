import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createFakeApi, type FakeApi } from './fake-api.ts'

const executablePath = '/usr/bin/chromium'
const root = join(import.meta.dirname, '..')
const screenshots = join(root, '.cache/screenshots')
const chromiumFlags = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
]
const pageBytesMax = 250_000

const texts = {
  zh: { title: '清流', heading: '未关闭预警', bloom: '蓝藻水华', live: '实时', ack: '确认收到' },
  en: {
    title: 'Qingliu',
    heading: 'Open alerts',
    bloom: 'Algal bloom',
    live: 'Live',
    ack: 'Acknowledge',
  },
} as const
const sizes = [
  [1440, 900],
  [390, 844],
] as const

async function weightOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const stats = await Promise.all(files.map((file) => stat(join(file.parentPath, file.name))))
  return stats.reduce((sum, { size }) => sum + size, 0)
}

/** Serious and critical findings of axe-core on the page as it stands. */
async function seriousFindings(page: Page): Promise<readonly string[]> {
  const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
  await page.evaluate(await readFile(axe, 'utf8'))
  return page.evaluate<string[]>(`axe.run().then(({ violations }) => violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`)
}

/** Texts of the schematic whose drawn boxes share some place, as the browser measures them. */
const overlappingTexts = `(() => {
  const texts = [...document.querySelectorAll('.drawing text:not(.sign text)')]
  const boxes = texts.map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }))
  return boxes.flatMap((one, index) => boxes.slice(index + 1).flatMap((other) => {
    const a = one.box, b = other.box
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left)
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
    return wide > 0 && high > 2 ? [one.text + ' on ' + other.text] : []
  }))
})()`

/** What can be touched in less than 44 px; half a pixel is rounding. */
const smallTargets = `[...document.querySelectorAll('button, textarea, a[href], [role=button]')]
  .map((target) => ({ target, box: target.getBoundingClientRect() }))
  .filter(({ target, box }) => !target.matches('.skip') && box.width > 0)
  .filter(({ box }) => box.width < 43.5 || box.height < 43.5)
  .map(({ target, box }) => target.textContent + ' ' + box.width + ' x ' + box.height)`

/** Elements that stick out of the page to the right, outside of what scrolls by itself. */
const cutTexts = `[...document.querySelectorAll('main *, header *')]
  .filter((element) => element.closest('.scroll, .unseen, .uplot') === null)
  .filter((element) => element.getBoundingClientRect().right > innerWidth + 0.5)
  .map((element) => element.tagName + ' ' + element.textContent)`

describe.skipIf(!existsSync(executablePath))('the page in Chromium', () => {
  let pageFolder = ''
  let browser: Browser

  beforeAll(async () => {
    pageFolder = await mkdtemp(join(tmpdir(), 'qingliu-page-'))
    await build({
      root: join(root, 'web'),
      configFile: join(root, 'vite.config.ts'),
      logLevel: 'error',
      build: { outDir: pageFolder },
    })
    await mkdir(screenshots, { recursive: true })
    browser = await chromium.launch({ executablePath, args: chromiumFlags })
  })
  afterAll(async () => {
    await browser.close()
    await rm(pageFolder, { recursive: true })
  })

  type Opened = { readonly api: FakeApi; readonly page: Page; readonly errors: readonly string[] }
  async function open(
    language: keyof typeof texts,
    width = 1440,
    height = 900,
    dark = false,
  ): Promise<Opened> {
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
    page.on('request', (request) => {
      if (!request.url().startsWith(api.url)) errors.push(`foreign request ${request.url()}`)
    })
    await page.goto(`${api.url}/?lang=${language}`)
    await page.locator('[data-alert]').nth(3).waitFor()
    await page.locator('.uplot canvas').waitFor()
    return { api, page, errors }
  }

  const shoot = (page: Page, name: string, fullPage = true) =>
    page.screenshot({ path: join(screenshots, `${name}.png`), fullPage })

  it('weighs less than 250 KB', async () => {
    expect(await weightOf(pageFolder)).toBeLessThan(pageBytesMax)
  })

  for (const language of ['zh', 'en'] as const) {
    for (const [width, height] of sizes) {
      it(`shows alerts, stations and a chart: ${language}, ${width} wide`, async () => {
        const { page, errors } = await open(language, width, height)
        const words = texts[language]
        expect(await page.title()).toContain(words.title)
        expect(await page.locator('#alerts-heading').textContent()).toBe(words.heading)
        const first = page.locator('[data-alert]').first()
        expect(await first.textContent()).toContain(words.bloom)
        expect(await page.locator('.stream').textContent()).toBe(words.live)
        await page.locator('[data-station="jinze-reservoir"]').click()
        await page
          .locator('#station-heading')
          .filter({ hasText: language === 'zh' ? '金泽水源湖' : 'Jinze' })
          .waitFor()
        await page.locator('.chart[role="img"] canvas').waitFor()
        await page.evaluate('window.scrollTo(0, 0)')
        await shoot(page, `${language}-${width}`)
        await shoot(page, `${language}-${width}-fold`, false)
        const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
        expect(overflow).toBeLessThanOrEqual(0)
        expect(await seriousFindings(page)).toEqual([])
        expect(errors).toEqual([])
      })
    }
  }

  for (const language of ['zh', 'en'] as const) {
    for (const [width, height] of sizes) {
      it(`lays no text of the schematic on another: ${language}, ${width} wide`, async () => {
        const { page } = await open(language, width, height)
        expect(await page.evaluate(overlappingTexts)).toEqual([])
      })
    }

    it(`leaves a finger 44 px everywhere on a phone: ${language}`, async () => {
      const { page } = await open(language, 390, 844)
      await page.locator('[data-alert="a-unusual"] button', { hasText: '…' }).first().click()
      expect(await page.evaluate(smallTargets)).toEqual([])
      expect(await page.evaluate(cutTexts)).toEqual([])
    })
  }

  it('shows the newest air product, the patrols and the ledger, and leads to their prints', async () => {
    const { page } = await open('zh')
    const shown = await page.locator('main:has(#casework)').innerHTML()
    const link = '/api/v1/products/air/2026-11-23.html?version=1'
    const told = ['演示', '2026-11-23', '吴江', '良至轻度污染', '嘉兴: 沈', link]
    const cases = ['年底前尚未达到要求', '厂区东侧渗坑', '逾期', '演练', '/api/v1/ledger.csv']
    expect([...told, ...cases].filter((text) => !shown.includes(text))).toEqual([])
  })

  it('shows the whole schematic on the first screen', async () => {
    for (const language of ['zh', 'en'] as const) {
      const { page } = await open(language)
      const box = await page.locator('#map').boundingBox()
      expect(box!.y + box!.height).toBeLessThan(900)
    }
  })

  it('tells in sentences why an alert is open', async () => {
    const { page } = await open('en')
    const why = (id: string) => page.locator(`[data-alert="${id}"] .why`).textContent()
    expect(await why('a-toxic')).toBe('This is 1.8 times the limit of 0.005 mg/L.')
    expect(await why('a-deterioration')).toContain('now class IV because of Ammonia nitrogen')
    expect(await why('a-unusual')).toContain('Between 6.4 and 8.1 mg/L was expected')
    expect(await why('a-silence')).toContain('Nothing has come from this station since')
    expect(await why('a-air')).toContain('index of 218: level 5')
    expect(await why('a-sensor')).toContain('the probe is suspected')
  })

  it('shows class bands over the whole day, and which places are approximate', async () => {
    const { page } = await open('zh')
    await page.locator('[data-station="pingwang"]').click()
    await page.locator('.facts', { hasText: '位置为约略值' }).waitFor()
    await page.locator('.factors button', { hasText: '氨氮' }).click()
    await page.locator('.key-bands').waitFor()
    const row = page.locator('.factors tr', { hasText: '氨氮' })
    expect(await row.locator('.chip').textContent()).toMatch(/类$/)
    await page.locator('[data-station="jinze-hydro"]').click()
    await page.locator('#station-heading', { hasText: '金泽水文站' }).waitFor()
    expect(await page.locator('.facts').textContent()).not.toContain('约略')
  })

  it('has no serious findings in the dark scheme', async () => {
    const { page } = await open('zh', 1440, 900, true)
    await shoot(page, 'zh-1440-dark')
    expect(await seriousFindings(page)).toEqual([])
  })

  it('selects a station of the schematic by keyboard', async () => {
    const { page } = await open('en')
    await page.locator('.station', { hasText: 'Lili' }).focus()
    await page.keyboard.press('Enter')
    await page.locator('#station-heading', { hasText: 'Lili' }).waitFor()
  })

  it('shows a reading as it comes', async () => {
    const { api, page } = await open('en')
    const reading = { station: 'fenhu-centre', parameter: 'w01003', unit: 'NTU', value: 77.7 }
    const rest = { flag: 3, reasons: ['spike'], period: 'PT0S', source: 'automatic' }
    const at = '2026-11-23T14:30:00+08:00'
    api.send({ type: 'reading', at, data: { ...reading, ...rest, observedAt: at } })
    const row = page.locator('.factors tr', { hasText: 'Turbidity' })
    await row.getByText('77.7').waitFor()
    expect(await row.textContent()).toContain('suspect')
  })

  it('acknowledges on the version that was seen', async () => {
    const { api, page } = await open('en')
    const card = page.locator('[data-alert="a-bloom"]')
    await card.getByRole('button', { name: texts.en.ack }).click()
    await card.getByText('acknowledged', { exact: true }).waitFor()
    expect(api.commands).toHaveLength(1)
    expect(api.commands[0]).toMatchObject({
      path: '/api/v1/alerts/a-bloom/acknowledge',
      ifMatch: '"7"',
    })
    expect(api.commands[0]?.key).toMatch(/^[0-9a-f]{32}$/)
  })

  it('confirms in two steps, and tells a refusal in words', async () => {
    const { api, page } = await open('zh')
    const card = page.locator('[data-alert="a-bloom"]')
    await card.getByRole('button', { name: '核实为真' }).click()
    expect(await card.locator('.step').textContent()).toContain('联合巡查')
    expect(api.commands).toHaveLength(0)
    await shoot(page, 'zh-1440-confirm', false)
    await card.getByRole('button', { name: '信号属实' }).click()
    await card.locator('.answer').getByText('已被更改').waitFor()
  })

  it('rejects only with a reason', async () => {
    const { api, page } = await open('en')
    const card = page.locator('[data-alert="a-unusual"]')
    await card.getByRole('button', { name: 'Reject…' }).click()
    expect(await card.getByRole('button', { name: 'Reject the signal' }).isDisabled()).toBe(true)
    await card.getByRole('textbox').fill('probe was being cleaned')
    await card.getByRole('button', { name: 'Reject the signal' }).click()
    await expect.poll(() => api.commands.length).toBe(1)
    expect(api.commands[0]?.body).toEqual({ reason: 'probe was being cleaned' })
  })

  it('applies changes, reads everything again after a gap, and resumes after a loss', async () => {
    const { api, page } = await open('en')
    const closed = { id: 'a-sensor', attention: 'closed', condition: 'resolved' }
    api.send({
      n: 41,
      prev: 39,
      type: 'alert.closed',
      at: '2026-11-23T14:21:00+08:00',
      data: closed,
    })
    await page.locator('[data-alert="a-sensor"]').waitFor({ state: 'detached' })
    const reads = api.listReads()
    api.send({
      n: 44,
      prev: 43,
      type: 'alert.updated',
      at: '2026-11-23T14:22:00+08:00',
      data: { id: 'a-bloom' },
    })
    await expect.poll(() => api.listReads(), { timeout: 10_000 }).toBe(reads + 1)
    await page.locator('.stream').getByText(texts.en.live).waitFor()
    api.send({ type: 'heartbeat', head: 44, upTo: 44 })
    api.cutSockets()
    await expect.poll(() => api.resumes.at(-1), { timeout: 10_000 }).toMatch(/^4[04]$/)
  })
})
