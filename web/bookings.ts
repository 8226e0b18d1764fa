import { signal } from '@preact/signals'
import { readItems } from './client.ts'
import type { CaseItem, ResourceItem } from './wire-cases.ts'

/** Resources of all districts, and whether each is free now. */
export const resources = signal<readonly ResourceItem[]>([])
/** Cases that resources can be booked for. */
export const openCases = signal<readonly CaseItem[]>([])

const kinds = ['emergency-monitoring', 'incident-report', 'joint-patrol', 'consultation']

export async function readResources(): Promise<void> {
  resources.value = await readItems<ResourceItem>('/resources?limit=1000')
}

/** Reads what a booking asks: the resources, and the cases that are under way. */
export async function readToBook(): Promise<void> {
  const [cases] = await Promise.all([
    readItems<CaseItem>('/workflows?state=open&limit=1000'),
    readResources(),
  ])
  openCases.value = cases.filter(
    ({ kind, procedure }) => kinds.includes(kind) && procedure !== 'air-product',
  )
}
