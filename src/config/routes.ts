import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Rule } from '../../alerts/rule.ts'
import type { QuietHours, Route, Target } from '../domain/delivery.ts'
import { AppError } from '../domain/errors.ts'
import { alertKinds, warningColours } from '../domain/event.ts'
import type { Network } from '../domain/network.ts'
import { duration, text } from './json-leaves.ts'
import { readJsonFile } from './json-file.ts'

/** Steps, addresses and routes beyond which a file is a mistake: 100 x 10 decisions an alert. */
const routesMax = 100
const stepsMax = 10
const addressesMax = 50

const address = z.email({ error: 'e-mail address' })
const phone = z
  .string({ error: 'phone number such as +8613800000000' })
  .regex(/^\+?[0-9]{5,15}$/, { error: 'phone number such as +8613800000000' })
const secretName = z
  .string({ error: 'variable of the environment, or path' })
  .regex(/^(QINGLIU_[A-Z0-9_]+|\/.+)$/, { error: 'variable QINGLIU_…, or an absolute path' })
const url = z.string({ error: 'URL' }).refine((given) => URL.canParse(given), { error: 'URL' })
const some = { error: `1 to ${addressesMax} of them` }
const web = { url, allowPrivate: z.boolean({ error: 'true or false' }).default(false) }

const target: z.ZodType<Target> = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('email'),
      to: z.array(address).min(1, some).max(addressesMax, some),
    }),
    z.strictObject({ type: z.literal('webhook'), ...web, secretFrom: secretName }),
    z.strictObject({
      type: z.literal('sms'),
      ...web,
      to: z.array(phone).min(1, some).max(addressesMax, some),
      tokenFrom: secretName,
    }),
  ])
  .refine((one) => one.type === 'email' || isSafe(one), {
    error: 'https without name and password; http where allowPrivate is true',
    path: ['url'],
  })

function isSafe({ url: given, allowPrivate }: { url: string; allowPrivate: boolean }): boolean {
  const { protocol, username, password } = new URL(given)
  const isKnown = protocol === 'https:' || (protocol === 'http:' && allowPrivate)
  return isKnown && username === '' && password === ''
}

const minuteOfDay = z
  .string({ error: 'time of day such as 22:00' })
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'time of day such as 22:00' })
  .transform((spelling) => Number(spelling.slice(0, 2)) * 60 + Number(spelling.slice(3)))
const colour = z.enum(warningColours).nullable().default(null)
const quiet = z
  .strictObject({ from: minuteOfDay, to: minuteOfDay, except: colour })
  .transform(({ from, to, except }): QuietHours => {
    return { fromMinute: from, toMinute: to, except }
  })

const route = z
  .strictObject({
    id: z.string({ error: 'kebab-case id' }).regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, {
      error: 'kebab-case id',
    }),
    enabled: z.boolean({ error: 'true or false' }),
    drills: z.enum(['never', 'also', 'only']).default('never'),
    kinds: z.array(z.enum(alertKinds)).nullable().default(null),
    rules: z.array(text).nullable().default(null),
    stations: z.array(text).nullable().default(null),
    colour,
    reminder: duration.nullable().default(null),
    quiet: quiet.nullable().default(null),
    steps: z
      .array(z.strictObject({ after: duration, to: target }))
      .min(1, { error: `1 to ${stepsMax} steps` })
      .max(stepsMax, { error: `1 to ${stepsMax} steps` }),
  })
  .transform(({ reminder, steps, ...rest }): Route => {
    const told = steps.map(({ after, to }) => ({ afterMs: after, to }))
    return { ...rest, reminderMs: reminder, steps: told }
  })

const routesFile = z.strictObject({
  routes: z.array(route).max(routesMax, { error: `at most ${routesMax} routes` }),
})

/**
 * Reads where alerts are told to, `routes.json` of a network's folder; a folder without it tells
 * nobody.
 *
 * @throws {AppError} `config`, as `readJsonFile` says
 */
export function loadRoutes(
  file: string,
  known: { readonly network: Network; readonly rules: readonly Rule[] },
): Route[] {
  if (!existsSync(file)) return []
  const stations = new Set(known.network.stations.map(({ id }) => id))
  const rules = new Set(known.rules.map(({ id }) => id))
  return readJsonFile(file, routesFile, ({ routes }) =>
    routes.flatMap((one, index) =>
      [
        ...repeated(routes, index),
        ...unknown('rules', 'a rule', one.rules, rules),
        ...unknown('stations', 'a station', one.stations, stations),
        ...stepFaults(one),
        ...(one.reminderMs === 0 ? ['reminder: expected duration above 0, got PT0S'] : []),
      ].map((fault) => `routes[${index}].${fault}`),
    ),
  ).routes
}

function repeated(routes: readonly Route[], index: number): string[] {
  const { id } = routes[index]!
  return routes.findIndex((one) => one.id === id) === index
    ? []
    : [`id: expected an id of its own, got "${id}" again`]
}

function unknown(
  field: string,
  what: string,
  named: readonly string[] | null,
  known: ReadonlySet<string>,
): string[] {
  return (named ?? []).flatMap((id, index) =>
    known.has(id) ? [] : [`${field}[${index}]: expected ${what} of the network, got "${id}"`],
  )
}

function stepFaults({ steps }: Route): string[] {
  return steps.flatMap(({ afterMs }, index) => {
    const before = steps[index - 1]
    if (before === undefined) {
      return afterMs === 0 ? [] : ['steps[0].after: expected PT0S, since the first is told at once']
    }
    return afterMs > before.afterMs
      ? []
      : [`steps[${index}].after: expected longer than that of the step before`]
  })
}

/**
 * The secrets that routes name, by name.
 *
 * @throws {AppError} `config`, one line for each that is not there; none is ever shown
 */
export function loadRouteSecrets(
  routes: readonly Route[],
  environment: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, string> {
  const targets = routes.filter(({ enabled }) => enabled).flatMap(({ steps }) => steps)
  const names = targets.flatMap(({ to }) => {
    return to.type === 'email' ? [] : [to.type === 'sms' ? to.tokenFrom : to.secretFrom]
  })
  const secrets = new Map<string, string>()
  const faults: string[] = []
  for (const name of new Set(names)) {
    const secret = name.startsWith('/') ? readSecret(name) : environment[name]?.trim()
    if (secret) secrets.set(name, secret)
    else faults.push(`routes.json: expected a secret in ${name}, got nothing`)
  }
  if (faults.length > 0) throw new AppError('config', faults.join('\n'))
  return secrets
}

function readSecret(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return null
  }
}
