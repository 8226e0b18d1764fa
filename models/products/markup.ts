/** Markup that is safe to be put into other markup; everything else is escaped on its way in. */
export type Markup = { readonly html: string }
type Part = Markup | string | number | null | false | readonly Part[]

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function textOf(part: Part): string {
  if (part === null || part === false) return ''
  if (typeof part === 'string') return part.replace(/[&<>"']/g, (sign) => entities[sign]!)
  if (typeof part === 'number') return String(part)
  return 'html' in part ? part.html : part.map(textOf).join('')
}

/**
 * Markup with what is put into it escaped, also inside quoted attributes.
 *
 * @example markup`<b>${'<i>'}</b>`.html // => '<b>&lt;i&gt;</b>'
 */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const [first = '', ...rest] = strings
  return { html: rest.reduce((text, next, at) => text + textOf(parts[at]!) + next, first) }
}
