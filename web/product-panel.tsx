import { language, text } from './board.ts'
import { formatTime, instantOf } from './format.ts'
import { GuidanceScores } from './guidance-scores.tsx'
import { Chip } from './marks.tsx'
import { latestProduct, productGuidance } from './product.ts'
import type { ProductAnswer, ProductItem } from './wire.ts'

/** The regional platform's range of the same cell, beside ours. */
function GuidanceRange({ item }: { readonly item: ProductItem }) {
  const guidance = productGuidance.value
  const cell = guidance?.items.find(
    ({ area, leadDay }) => area === item.area && leadDay === item.leadDay,
  )
  if (cell === undefined) return null
  const { aqiLow: low, aqiHigh: high } = cell
  return <small class="guidance">{text('product.guidance', { low, high })}</small>
}

function Value({ item }: { readonly item: ProductItem | undefined }) {
  if (item === undefined || item.aqiLow === null || item.levelWords === null) return <td>–</td>
  const token = `--aqi-level-${item.levels.at(-1) ?? 1}`
  return (
    <td>
      <Chip token={token}>{item.levelWords[language.value]}</Chip>{' '}
      <span class="aqi">
        {item.aqiLow}–{item.aqiHigh}
      </span>
      <GuidanceRange item={item} />
    </td>
  )
}

function SignOffs({ product }: { readonly product: ProductAnswer }) {
  return (
    <ul class="sign-offs">
      {product.parties.map(({ party, name, person, signedAt }) => (
        <li key={party}>
          {name[language.value]}: {person}, {formatTime(language.value, instantOf(signedAt) ?? 0)}
        </li>
      ))}
    </ul>
  )
}

/** The newest joint air product with who signed it; nothing before the first is released. */
export function ProductPanel() {
  const product = latestProduct.value
  if (product === null) return null
  const days = product.items.filter(({ trend }) => !trend)
  const dates = [...new Set(days.map(({ date }) => date))]
  const { date, version } = product
  return (
    <section class="panel product" id="product" aria-labelledby="product-heading" tabindex={-1}>
      <div class="panel-head">
        <h2 id="product-heading">{text('product.heading')}</h2>
        <p class="count">{text('product.issue', { date, version })}</p>
      </div>
      {product.demonstration && <p class="odd">{text('product.demonstration')}</p>}
      <div class="scroll" role="region" aria-labelledby="product-heading" tabindex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{text('product.area')}</th>
              {dates.map((day) => (
                <th scope="col" key={day}>
                  {day}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {product.areas.map(({ area, name }) => (
              <tr key={area}>
                <th scope="row">{name[language.value]}</th>
                {dates.map((day) => (
                  <Value
                    key={day}
                    item={days.find((one) => one.area === area && one.date === day)}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <h3>{text('product.signed')}</h3>
      <SignOffs product={product} />
      <a class="bulletin" href={`/api/v1/products/air/${date}.html?version=${version}`}>
        {text('product.bulletin')}
      </a>
      <GuidanceScores />
    </section>
  )
}
