import { toChildArray, type ComponentChildren } from 'preact'

/**
 * A table, scrolled by itself where it is wider than the page; without rows its heading alone.
 *
 * @param props.id  of the heading that names it: its own, where `heading` is given
 * @param props.wideOnly  places of columns that a narrow page leaves out; their cells say so too
 */
export function Table(props: {
  readonly id: string
  readonly heading?: string
  readonly columns: readonly ComponentChildren[]
  readonly wideOnly?: readonly number[]
  readonly class?: string
  readonly children: ComponentChildren
}) {
  const { id, heading, columns, wideOnly = [], children } = props
  const head = heading !== undefined && <h3 id={id}>{heading}</h3>
  if (toChildArray(children).length === 0) return <>{head}</>
  return (
    <>
      {head}
      <div class="scroll" role="region" aria-labelledby={id} tabindex={0}>
        <table class={props.class}>
          <thead>
            <tr>
              {columns.map((name, place) => (
                <th
                  scope="col"
                  key={place}
                  class={wideOnly.includes(place) ? 'wide-only' : undefined}
                >
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{children}</tbody>
        </table>
      </div>
    </>
  )
}
