import { chooseLanguage, language, streamState, text } from './board.ts'
import { clockOddness, nowAt } from './clock.ts'
import { formatClock } from './format.ts'
import type { Language } from './words.ts'

const languages: readonly (readonly [Language, string])[] = [
  ['zh', '中文'],
  ['en', 'English'],
]

function Clock() {
  const odd = clockOddness.value
  return (
    <div class="clock">
      <p class="clock-time">
        <span class="unseen">{text('clock.label')}: </span>
        <time>{formatClock(language.value, nowAt.value)}</time>
      </p>
      <p class="hint">
        {text('page.beijing')}
        {odd && (
          <strong class="odd">
            {odd.speed === 1
              ? text('clock.shifted')
              : text('clock.simulated', { speed: odd.speed })}
          </strong>
        )}
      </p>
    </div>
  )
}

/** Name, state of the stream, the engine's clock and the language. */
export function Header() {
  const { phase } = streamState.value
  return (
    <header class="top">
      <div class="name">
        <svg class="name-mark" viewBox="0 0 32 32" aria-hidden="true">
          <path d="M3 10c4.5-5 8.5-5 13 0s8.5 5 13 0" />
          <path d="M3 17c4.5-5 8.5-5 13 0s8.5 5 13 0" />
          <path d="M3 24c4.5-5 8.5-5 13 0s8.5 5 13 0" />
        </svg>
        <div>
          <h1>
            <span lang="zh-CN">清流</span> <span lang="en">Qingliu</span>
          </h1>
          <p class="hint">{text('page.subtitle')}</p>
        </div>
      </div>
      <p class={`stream stream-${phase}`} role="status" aria-label={text('stream.label')}>
        <span class="stream-sign" aria-hidden="true" />
        {text(`stream.${phase}`)}
      </p>
      <Clock />
      <div class="languages" role="group" aria-label={text('page.language')}>
        {languages.map(([id, name]) => (
          <button
            key={id}
            type="button"
            lang={id === 'zh' ? 'zh-CN' : 'en'}
            aria-pressed={language.value === id}
            onClick={() => chooseLanguage(id)}
          >
            {name}
          </button>
        ))}
      </div>
    </header>
  )
}
