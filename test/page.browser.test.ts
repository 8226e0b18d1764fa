import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPageBrowser, hasChromium, screenshots, type PageBrowser } from './page-browser.ts'
import {
  cutTexts,
  firstLoadBytes,
  overlappingTexts,
  seriousFindings,
  smallTargets,
} from './page-probes.ts'

const firstLoadBytesMax = 250_000

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

describe.skipIf(!hasChromium)('the page in Chromium', () => {
  let browser: PageBrowser
  beforeAll(async () => {
    browser = await createPageBrowser()
  })
  afterAll(() => browser.close())

  const open = (language: keyof typeof texts, width = 1440, height = 900, dark = false) =>
    browser.open({ language, width, height, dark })
  const shoot = (...given: Parameters<PageBrowser['shoot']>) => browser.shoot(...given)

  it('reads less than 250 KB before its chart, whose code comes after', async () => {
    const bytes = await firstLoadBytes(browser.pageFolder)
    expect(bytes).toBeGreaterThan(firstLoadBytesMax / 2)
    expect(bytes).toBeLessThan(firstLoadBytesMax)
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
      await page.locator('[data-alert="a-unusual"] button[aria-expanded]').last().click()
      expect(await page.evaluate(smallTargets)).toEqual([])
      expect(await page.evaluate(cutTexts)).toEqual([])
    })
  }

  it('shows the newest air product, the patrols and the ledger, and leads to their prints', async () => {
    const { page } = await open('zh')
    await page.locator('.guidance').waitFor()
    const shown = await page.locator('main:has(#casework)').innerHTML()
    const link = '/api/v1/products/air/2026-11-23.html?version=1'
    const guidance = '区域指导预报 61–91'
    const told = ['演示', '2026-11-23', '吴江', '良至轻度污染', '嘉兴：沈', link, guidance]
    const cases = [
      ...[
        '2026 年联合执法队负责人：吴江',
        '联合执法年度计划',
        '待完成',
        '2026-H1 联席会议：逾期未召开',
        '/api/v1/digest.html?half=2026-H1',
        '2025-H2 联席会议：已召开，纪要于 1/15 16:00 录入',
        '/api/v1/attachments/hash-of-zh.html',
        '年底前尚未达到要求',
        '厂区东侧渗坑',
        '逾期',
        '演练',
        '/api/v1/ledger.csv',
      ],
      ...['待初报', '青浦采样船 1', '已下达调度', '2026-11-23 会商', '意见不一致'],
    ]
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

  it('shows what is of the system under its own name, and what is hidden by design as such', async () => {
    const { page } = await open('zh')
    const card = (id: string) => page.locator(`[data-alert="${id}"]`)
    expect(await card('a-canary').locator('h3').innerText()).toMatch(/^链路自检失败\s+本系统$/)
    expect(await card('a-canary').locator('h3 button').count()).toBe(0)
    expect(await card('a-hidden').innerText()).toContain('按设计隐藏：所在站点失联')
    expect(await card('a-silence').innerText()).toContain('隐藏由其引起的 1 条')
    expect(await page.locator('[data-alert]').last().getAttribute('data-alert')).toBe('a-hidden')
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

  for (const [width, height] of sizes) {
    it(`continues the chart into the future, and says what is published: ${width} wide`, async () => {
      const { page, errors } = await open('zh', width, height)
      await page.locator('[data-station="dianshan-east"]').click()
      await page.locator('.factors button', { hasText: '溶解氧' }).click()
      const section = page.locator('.forecast')
      await section.waitFor()
      const label = await page.locator('.chart').getAttribute('aria-label')
      expect(label).toContain('80% 可能在')
      expect(await page.locator('.chart-key').textContent()).toContain('95% 区间')
      const told = await section.textContent()
      expect(told).toContain('24小时以内：已发布')
      expect(told).toContain('24小时至2天：不发布，以气候态代替：近 30 天模型未优于持续性预报')
      expect(told).toContain('需 14 天检验，近 30 天至多已有 9 天')
      const plot = page.locator('.chart .u-over')
      await plot.scrollIntoViewIfNeeded()
      const box = (await plot.boundingBox())!
      await page.mouse.move(box.x + 0.7 * box.width, box.y + 0.3 * box.height)
      await page.locator('.readout', { hasText: '95% 5.2' }).waitFor()
      expect(await plot.boundingBox()).toEqual(box)
      const row = section.locator('.skill tr').nth(1)
      expect(await row.textContent()).toContain('79 / 94 %')
      await section.scrollIntoViewIfNeeded()
      await page.locator('.station-chart').screenshot({
        path: join(screenshots, `forecast-${width}.png`),
      })
      expect(await page.evaluate(cutTexts)).toEqual([])
      expect(await seriousFindings(page)).toEqual([])
      await page.locator('.factors button', { hasText: '浊度' }).click()
      await page.getByText('此站尚未发布该因子的预报').waitFor()
      expect(errors).toEqual([])
    })
  }

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
    await card.getByRole('button', { name: '提交' }).click()
    await card.locator('.answer').getByText('已被更改').waitFor()
  })

  it('rejects only with a reason', async () => {
    const { api, page } = await open('en')
    const card = page.locator('[data-alert="a-unusual"]')
    await card.getByRole('button', { name: 'Reject' }).click()
    await card.getByRole('button', { name: 'Send' }).click()
    expect(api.commands).toHaveLength(0)
    await card.getByRole('textbox').fill('probe was being cleaned')
    await card.getByRole('button', { name: 'Send' }).click()
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
    await expect.poll(() => api.listReads()).toBe(reads + 1)
    await page.locator('.stream').getByText(texts.en.live).waitFor()
    api.send({ type: 'heartbeat', head: 44, upTo: 44 })
    api.cutSockets()
    await expect.poll(() => api.resumes.at(-1)).toMatch(/^4[04]$/)
  })
})
