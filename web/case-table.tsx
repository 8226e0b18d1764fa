import type { ComponentChildren } from 'preact'

/** A table under its heading, scrolled by itself where it is wider than the page. */
export function CaseTable(props: {
  readonly id: string
  readonly heading: string
  readonly columns: readonly string[]
  readonly children: ComponentChildren
}) {
  const { id, heading, columns, children } = props
  return (
    <>
      <h3 id={id}>{heading}</h3>
      <div class="scroll" role="region" aria-labelledby={id} tabindex={0}>
        <table>
          <thead>
            <tr>
              {columns.map((name) => (
                <th scope="col" key={name}>
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
