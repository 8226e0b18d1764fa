import type { Names } from '../../src/domain/network.ts'
import { zoneArea } from '../../src/domain/product.ts'
import { bulletinStyle } from './bulletin-style.ts'
import { chineseWords, englishWords, titleOf, type BulletinWords } from './bulletin-words.ts'
import type { ProductDocument, ProductItem } from './document.ts'
import { markup, type Markup } from './markup.ts'
import { zonePicture } from './zone-picture.ts'

type Released = ProductDocument & { readonly hash: string }

/**
 * The bulletin of a released product, one sheet of A4 in Chinese and one in English. Made of the
 * product alone, so that the same product gives the same bytes.
 */
export function productBulletin(released: Released): string {
  const style: Markup = { html: `<style>${bulletinStyle}</style>` }
  return markup`<!doctype html>
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${titleOf(released, chineseWords)} ${released.date}</title>
        ${style}
      </head>
      <body>
        ${sheet(released, chineseWords)}${sheet(released, englishWords)}
      </body>
    </html> `.html
}

function sheet(released: Released, words: BulletinWords): Markup {
  const { items } = released
  const days = items.filter(({ trend }) => !trend)
  const trend = items.filter((item) => item.trend)
  const next = days.filter(({ leadDay }) => leadDay === 1)
  return markup`<section class="sheet" lang="${words.lang}">
    ${head(released, words)}
    <div class="row">
      <div>
        <h2>${words.picture}</h2>
        ${zonePicture(released, next, words)}
        <p class="small">${words.pictureNote}</p>
      </div>
      <div>${adviceOf(released, days, words)}</div>
    </div>
    <h2>${words.headings.days}</h2>
    ${dayTable(released, days, words)}
    ${
      trend.length > 0 &&
      markup`<h2>${words.headings.trend}</h2>
        ${trendTable(released, trend, words)}`
    }
    <div class="row">
      <div>
        <h2>${words.headings.minutes}</h2>
        <p class="minutes">${minutesShown(released.consultation.minutes)}${
          isCut(released.consultation.minutes) && words.cut
        }</p>
      </div>
      <div>
        <h2>${words.headings.parties}</h2>
        ${partyList(released, words)}
      </div>
    </div>
    ${foot(released, days, words)}
  </section> `
}

function head(released: Released, words: BulletinWords): Markup {
  const { date, version, issuedAt, standards, demonstration, correction } = released
  const { exercise = false } = released
  return markup`<div class="head">
    <h1>${titleOf(released, words)}</h1>
    <p>${words.issue(date, version)}</p>
    <p class="small">${words.issued(minuteOf(issuedAt), standards.join(', '))}</p>
    ${demonstration && markup`<p class="mark">${words.demonstration}</p>`}${
      exercise && markup`<p class="mark">${words.exercise}</p>`
    }${
      correction !== null &&
      markup`<p class="mark">${words.correction(correction.of, correction.reason)}</p>`
    }
  </div>`
}

/** So much of the minutes that the sheet stays one: 5 lines of half its width. */
const minutesLinesMax = 5
const minutesLengthMax = 120

function minutesShown(minutes: string): string {
  const lines = minutes.split('\n').slice(0, minutesLinesMax).join('\n')
  return Array.from(lines).slice(0, minutesLengthMax).join('')
}
const isCut = (minutes: string) => minutesShown(minutes) !== minutes

/** @example minuteOf('2026-11-23T17:05:09.120+08:00') // => '2026-11-23 17:05' */
const minuteOf = (time: string) => time.slice(0, 16).replace('T', ' ')

/** For the zone, day by day: weather, advice and who should take most care. */
function adviceOf({ areas }: Released, days: readonly ProductItem[], words: BulletinWords): Markup {
  const zone = areas.find(({ area }) => area === zoneArea)
  return markup`<h2>${words.headings.advice} · ${zone?.name[words.language] ?? ''}</h2>
    ${days
      .filter(({ area }) => area === zoneArea)
      .map(({ date, weather, advice, sensitiveGroups }) => {
        const groups = listOf(sensitiveGroups, words)
        return markup`<p>
          <b>${date}</b> ${advice?.[words.language] ?? words.noValue}<br />
          <span class="small"
            >${words.headings.weather}:
            ${weather[words.language] || words.none}${
              groups !== '' && markup` · ${words.headings.groups}: ${groups}`
            }</span
          >
        </p> `
      })}`
}

const listOf = (all: readonly Names[], { language }: BulletinWords) =>
  all.map((one) => one[language]).join(language === 'zh' ? '、' : ', ')

function dayTable(released: Released, days: readonly ProductItem[], words: BulletinWords): Markup {
  const { headings } = words
  const columns = ['area', 'date', 'aqi', 'level', 'primary', 'pm25', 'o3'] as const
  return markup`<div class="scroll">
    <table>
      <thead>
        <tr>
          ${columns.map((name) => markup`<th>${headings[name]}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${released.areas.map(({ area, name }) => {
          const own = days.filter((item) => item.area === area)
          return own.map(
            (item, row) =>
              markup`<tr>
                ${row === 0 && markup`<th rowspan="${own.length}">${name[words.language]}</th>`}
                <td>${item.date}</td>
                ${valueCells(item, released, words)}
              </tr> `,
          )
        })}
      </tbody>
    </table>
  </div>`
}

function valueCells(item: ProductItem, released: Released, words: BulletinWords): Markup {
  if (item.aqiLow === null) return markup`<td colspan="5">${words.noValue}</td>`
  const primary = item.primaryPollutants.map(
    (code) => released.pollutants.find((one) => one.code === code)?.name ?? { zh: code, en: code },
  )
  return markup`<td class="number">${spanOf(item.aqiLow, item.aqiHigh)}</td>
    <td class="level">${levelOf(item, words)}</td>
    <td>${listOf(primary, words) || words.none}</td>
    <td class="number">${spanOf(item.pm25Low, item.pm25High)}</td>
    <td class="number">${spanOf(item.o3Low, item.o3High)}</td>`
}

const spanOf = (low: number | null, high: number | null) =>
  low === null || high === null ? '—' : low === high ? String(low) : `${low}–${high}`

const levelOf = ({ rgb, levelWords }: ProductItem, { language }: BulletinWords) =>
  markup`<i style="background:rgb(${(rgb ?? []).join(',')})"></i>${levelWords?.[language] ?? ''}`

function trendTable(
  { areas }: Released,
  trend: readonly ProductItem[],
  words: BulletinWords,
): Markup {
  const dates = [...new Set(trend.map(({ date }) => date))]
  return markup`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th>${words.headings.area}</th>
          ${dates.map((date) => markup`<th>${date}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${areas.map(
          ({ area, name }) =>
            markup`<tr>
              <th>${name[words.language]}</th>
              ${trend
                .filter((item) => item.area === area)
                .map((item) =>
                  item.aqiLow === null
                    ? markup`<td>—</td>`
                    : markup`<td class="level">
                        ${levelOf(item, words)} ${spanOf(item.aqiLow, item.aqiHigh)}
                      </td>`,
                )}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`
}

function partyList({ parties }: Released, words: BulletinWords): Markup {
  return markup`<table>
    <tbody>
      ${parties.map(
        ({ name, person, signedAt }) =>
          markup`<tr>
            <th>${name[words.language]}</th>
            <td>${words.signed(person, minuteOf(signedAt))}</td>
          </tr> `,
      )}
    </tbody>
  </table>`
}

function foot(released: Released, days: readonly ProductItem[], words: BulletinWords): Markup {
  const { runs, draft, hash } = released
  const cutOff = runs.map(({ cutOffAt }) => cutOffAt ?? '').sort()[0]
  const stored = Math.min(...days.map(({ basis }) => basis.storedDays))
  const hours = Math.min(...days.map(({ basis }) => basis.forecastHours))
  const reach = words.basis(runs.length, cutOff ? minuteOf(cutOff) : '—', stored, hours)
  const unsure = days.some(({ basis }) => !basis.published)
  return markup`<h2>${words.headings.basis}</h2>
    <p class="small">${reach} ${unsure && words.unpublished}</p>
    <p class="hash">${words.hashes(draft.hash, hash)}</p>`
}
