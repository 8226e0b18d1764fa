import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPageBrowser, hasChromium, screenshots, type PageBrowser } from './page-browser.ts'
import { cutTexts, seriousFindings, smallTargets } from './page-probes.ts'

/** The panels below the stations: registers, patterns, odds of the AQI, scores of the guidance. */
const table = { name: 'risk.csv', mimeType: 'text/csv', buffer: Buffer.from('id,name\nr1,x\n') }

describe.skipIf(!hasChromium)('the lower panels in Chromium', () => {
  let browser: PageBrowser
  beforeAll(async () => {
    browser = await createPageBrowser()
  })
  afterAll(() => browser.close())

  for (const language of ['zh', 'en'] as const) {
    for (const [width, height] of [
      [1440, 900],
      [390, 844],
    ] as const) {
      it(`are shown whole, told in words and touchable: ${language}, ${width} wide`, async () => {
        const { page, errors } = await browser.open({ language, width, height })
        await page.locator('[data-station="wujiang-yuexiu"]').first().click()
        await page.locator('.odds').first().waitFor()
        await page.locator('#registers .entries').waitFor()
        const late = ['casework-sites', 'experts-w11', 'casework-results', 'casework-review']
        for (const id of [...late, 'casework-requests', 'sources-heading'])
          await page.locator(`#${id}`).waitFor()
        await page.locator('#scores-heading').waitFor()
        await page.locator('#registers summary').click()
        await page.locator('#patterns button').first().click()
        const acts = page.locator('#casework .acts')
        await acts.getByText(language === 'zh' ? '录入评分' : 'Enter scores').click()
        await acts.getByText(language === 'zh' ? '申请数据' : 'Ask for a data set').click()
        for (const id of ['station', 'sources', 'product', 'casework', 'patterns', 'registers']) {
          const path = join(screenshots, `${id}-${language}-${width}.png`)
          await page.locator(`#${id}`).screenshot({ path })
        }
        const shown = await page.locator('main').innerText()
        const words =
          language === 'zh'
            ? [
                '各级别的可能性',
                '轻度污染 21%',
                '首要污染物',
                '由误报判定学到的模式',
                '已静默',
                '清洗探头',
                ...['年度计划确定', '双随机抽取，第 1 次', '7c9e6679-7425-40de-944b-e07fc1f90ae7'],
                ...['芦墟绿色包装有限公司 (免检)', '从 2 家企业中抽取', '群众投诉', 'Q-L, 青浦'],
                ...['正面清单（免检，有理由方可检查）：芦墟绿色包装有限公司', '已注销，不检查'],
                ...[
                  '应急监测推荐专家：平望',
                  '高级工程师',
                  '外出',
                  '行政诉讼败诉',
                  '互认有效',
                  '已经法制审核',
                  '信访举报 苏信 113',
                ],
                ...['2026 年执法联合评议', '预警质量', '命中 3', '良好', '评查中'],
                ...['数据获取申请', '待答复', '仅限内部使用', '有效至 2027/11/1'],
                ...['水质水文自动站', '昆山', '延迟：无新数据', '3 个来源中 1 个延迟'],
              ]
            : [
                ...['Odds of the levels', 'lightly polluted 21 %', 'Patterns learned', 'Registers'],
                ...['drawn by lot, draw 1', 'No site is named or drawn yet.', 'Experts proposed'],
                ...['Joint review of closed cases, 2026', '4 / 5', 'hit 3', 'under way', 'granted'],
                ...['lawsuit lost', 'Water stations', 'Kunshan', 'late: nothing new', '1.5 sec'],
              ]
        expect(words.filter((one) => !shown.includes(one))).toEqual([])
        expect(await page.evaluate(cutTexts)).toEqual([])
        if (width === 390) expect(await page.evaluate(smallTargets)).toEqual([])
        expect(await seriousFindings(page)).toEqual([])
        expect(errors).toEqual([])
      })
    }
  }

  it('searches a register, changes to another, and leads to its export', async () => {
    const { page } = await browser.open({ language: 'zh' })
    const panel = page.locator('#registers')
    await panel.getByText('平望印染厂').first().waitFor()
    await panel.getByRole('searchbox').fill('加油站')
    await panel.getByText('平望印染厂').first().waitFor({ state: 'detached' })
    expect(await panel.getByText('黎里加油站').count()).toBeGreaterThan(0)
    await panel.getByRole('combobox').selectOption('risk-sources')
    await panel.getByText('金泽水源地取水口').waitFor()
    const exported = await panel.locator('a.bulletin').getAttribute('href')
    expect(exported).toBe('/api/v1/registers/risk-sources/entries.csv?lang=zh')
  })

  it('shows each fault of a table that is refused by its line and column', async () => {
    const { page } = await browser.open({ language: 'zh' })
    const panel = page.locator('#registers')
    await panel.getByRole('combobox').selectOption('risk-sources')
    await panel.locator('summary').click()
    expect(await panel.getByRole('button', { name: '导入', exact: true }).isDisabled()).toBe(true)
    await panel.locator('input[type=file]').setInputFiles(table)
    await panel.getByLabel('姓名').fill('王')
    await panel.getByLabel('原因').fill('普查')
    await panel.getByRole('button', { name: '导入', exact: true }).click()
    const faults = panel.locator('.scroll', { hasText: '问题' }).locator('tbody tr')
    await faults.nth(1).waitFor()
    const told = (await faults.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '))
    expect(told).toEqual([
      '3 纬度 应为 数字（20 至 40），实为 "x"',
      '5 名称 应为 必填，实为 nothing',
    ])
  })

  it('scores a case of the review on the version that was seen', async () => {
    const { api, page } = await browser.open({ language: 'zh' })
    const panel = page.locator('#casework')
    await panel.getByText('2025 年案卷未在 2026/4/1 前完成评议').waitFor()
    await panel.getByRole('button', { name: '录入评分' }).click()
    const send = panel.getByRole('button', { name: '提交' })
    await panel.getByLabel('案卷', { exact: true }).selectOption('6f1d-a-toxic')
    await panel.getByLabel('评议团成员').selectOption('r1')
    await panel.getByLabel('准确性（0 至 100）').fill('88.5')
    await panel.getByLabel('认定').selectOption('hit')
    await panel.getByLabel('姓名').fill('赵')
    await page.locator('#casework').screenshot({ path: join(screenshots, 'review-score.png') })
    await send.click()
    await expect.poll(() => api.commands.length).toBe(1)
    expect(api.commands[0]).toMatchObject({
      ...{ path: '/api/v1/case-reviews/cr1/scores', ifMatch: '"51"' },
      body: {
        ...{ subject: '6f1d-a-toxic', reviewer: 'r1', person: '赵', points: { right: 88.5 } },
        ...{ finding: 'hit', remarks: null, reason: null },
      },
    })
    await send.waitFor({ state: 'detached' })
  })

  it('decides a request for data, and tells why a rule refuses it', async () => {
    const { api, page } = await browser.open({ language: 'en' })
    const panel = page.locator('#casework')
    await panel.getByRole('button', { name: 'Grant' }).click()
    await panel.getByLabel('Your name').fill('Wang')
    await panel.getByLabel('District').selectOption('jiashan')
    await panel.getByLabel('Until the end of').fill('2027-06-30')
    await panel.getByRole('button', { name: 'Send' }).click()
    await panel.getByText('Only the district whose it is may do this.').waitFor()
    expect(api.commands[0]).toMatchObject({
      ...{ path: '/api/v1/workflows/dr1/steps/grant', ifMatch: '"52"' },
      body: { person: 'Wang', district: 'jiashan', data: { until: '2027-06-30T23:59:59+08:00' } },
    })
    await panel.getByRole('button', { name: 'Back' }).click()
    await panel.getByRole('button', { name: 'Ask for a data set' }).click()
    expect(await panel.getByLabel('Your name').inputValue()).toBe('Wang')
  })

  it('records a step of a patrol where the device is, and tells why it is refused', async () => {
    const { api, page } = await browser.open({ language: 'zh', width: 390, height: 844 })
    await page.context().grantPermissions(['geolocation'])
    await page.context().setGeolocation({ latitude: 30.98, longitude: 120.64 })
    const patrol = page.locator('.patrol').first()
    await patrol.getByRole('button', { name: '定位签到' }).click()
    await patrol.getByLabel('姓名').fill('王')
    await patrol.getByLabel('属地').selectOption('qingpu')
    await expect.poll(() => patrol.getByLabel('纬度').inputValue()).toBe('30.98000')
    await patrol.getByLabel('时间').fill('2026-11-23T14:00')
    await patrol.getByRole('button', { name: '提交' }).click()
    await patrol.getByText('仅其所属的属地可进行此操作。').waitFor()
    expect(api.commands[0]).toMatchObject({
      ...{ path: '/api/v1/workflows/w9/steps/sign-in', ifMatch: '"61"' },
      body: {
        ...{ person: '王', district: 'qingpu', at: '2026-11-23T14:00:00+08:00' },
        ...{ place: { lat: 30.98, lon: 120.64 }, data: {}, attachments: [] },
      },
    })
    expect(await page.evaluate(smallTargets)).toEqual([])
  })

  it('agrees on the air product, confirms a booking, and begins where nothing is under way', async () => {
    const { api, page } = await browser.open({ language: 'zh' })
    const product = page.locator('#product')
    await product.getByRole('button', { name: '形成会商结论' }).click()
    const cell = product.getByLabel('吴江 2026-11-24')
    await cell.waitFor()
    expect(await page.evaluate('document.activeElement.tagName')).toBe('SELECT')
    await cell.selectOption('1')
    await product.getByLabel('会商纪要').fill('采纳苏州意见')
    await product.getByLabel('代表').selectOption('jiaxing')
    await product.getByLabel('姓名').fill('贾')
    await product.getByRole('button', { name: '提交' }).click()
    await expect.poll(() => api.commands.length).toBe(1)
    expect(api.commands[0]).toMatchObject({
      ...{ path: '/api/v1/products/air/2026-11-23/consultation/agree', ifMatch: '"61"' },
      body: {
        ...{ party: 'jiaxing', person: '贾', minutes: '采纳苏州意见' },
        values: [{ area: 'wujiang', leadDay: 1, aqiLow: 70, aqiHigh: 90 }],
      },
    })
    const cases = page.locator('#casework')
    await cases.getByRole('button', { name: '确认' }).click()
    expect(await cases.getByLabel('属地').inputValue()).toBe('qingpu')
    await cases.getByRole('button', { name: '提交' }).click()
    await expect.poll(() => api.commands.length).toBe(2)
    expect(api.commands[1]).toMatchObject({
      ...{ path: '/api/v1/workflows/b1/steps/confirm', ifMatch: '"71"' },
      body: { person: '贾', district: 'qingpu', data: {} },
    })
    const empty = JSON.stringify({ items: [], next: null })
    await page.route(/\/(patrols|ledger|bookings|workflows)/, (route) =>
      route.fulfill({ body: empty }),
    )
    await page.reload()
    await cases.getByRole('button', { name: '预订资源' }).waitFor()
  })

  it('revokes a pattern on the version that was seen, with a reason', async () => {
    const { api, page } = await browser.open({ language: 'en' })
    const panel = page.locator('#patterns')
    await panel.getByRole('button', { name: 'Revoke' }).click()
    await panel.getByRole('button', { name: 'Send' }).click()
    expect(api.commands).toHaveLength(0)
    await panel.getByLabel('Reason').fill('the probe was replaced')
    await panel.getByRole('button', { name: 'Send' }).click()
    await expect.poll(() => api.commands.length).toBe(1)
    expect(api.commands[0]).toMatchObject({
      ...{ path: '/api/v1/patterns/p1/revoke', ifMatch: '"31"' },
      body: { reason: 'the probe was replaced' },
    })
  })
})
