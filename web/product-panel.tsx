import { language, text } from './board.ts'
import { pollutantWords } from './consultation-acts.ts'
import { consultation } from './consultation.ts'
import { ConsultationSection } from './consultation-section.tsx'
import { formatTime, instantOf } from './format.ts'
import { GuidanceScores } from './guidance-scores.tsx'
import { Chip } from './marks.tsx'
import { latestProduct, productGuidance } from './product.ts'
import { Table } from './table.tsx'
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
      {item.primaryPollutants.length > 0 && (
        <small class="under">{pollutantWords(item.primaryPollutants)}</small>
      )}
      <GuidanceRange item={item} />
    </td>
  )
}

function SignOffs({ product }: { readonly product: ProductAnswer }) {
  return (
    <ul class="sign-offs">
      {product.parties.map(({ party, name, person, signedAt }) => (
        <li key={party}>
          {name[language.value]}
          {text('page.colon')}
          {person}, {formatTime(language.value, instantOf(signedAt) ?? 0)}
        </li>
      ))}
    </ul>
  )
}

function Released({ product }: { readonly product: ProductAnswer }) {
  const days = product.items.filter(({ trend }) => !trend)
  const dates = [...new Set(days.map(({ date }) => date))]
  const { date, version } = product
  return (
    <>
      {product.demonstration && <p class="odd">{text('product.demonstration')}</p>}
      <Table id="product-heading" columns={[text('product.area'), ...dates]}>
        {product.areas.map(({ area, name }) => (
          <tr key={area}>
            <th scope="row">{name[language.value]}</th>
            {dates.map((day) => (
              <Value key={day} item={days.find((one) => one.area === area && one.date === day)} />
            ))}
          </tr>
        ))}
      </Table>
      <h3>{text('product.signed')}</h3>
      <SignOffs product={product} />
      <a class="bulletin" href={`/api/v1/products/air/${date}.html?version=${version}`}>
        {text('product.bulletin')}
      </a>
    </>
  )
}

/** The newest joint air product with who signed it, and the consultation on the next. */
export function ProductPanel() {
  const [product, now] = [latestProduct.value, consultation.value]
  if (product === null && now === null) return null
  return (
    <section class="panel product" id="product" aria-labelledby="product-heading" tabindex={-1}>
      <div class="panel-head">
        <h2 id="product-heading">{text('product.heading')}</h2>
        <p class="count">
          {product === null
            ? text('product.none')
            : text('product.issue', { date: product.date, version: product.version })}
        </p>
      </div>
      {product !== null && <Released product={product} />}
      {now !== null && <ConsultationSection now={now} />}
      {product !== null && <GuidanceScores />}
    </section>
  )
}
