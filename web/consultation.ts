import { signal } from '@preact/signals'
import type { Names } from '../src/domain/network.ts'
import { readItems, readJson } from './client.ts'
import type { ConsultedCellItem } from './consultation-cells.ts'

/** The three cities' consultation on the air product of a date, as the engine answers it. */
export type ConsultationItem = {
  readonly etag: string
  readonly date: string
  readonly state: 'drafted' | 'agreed' | 'closed' | 'cancelled'
  readonly dueAt: string
  /** The version that it corrects, and why. */
  readonly corrects: number | null
  readonly reason: string | null
  readonly parties: readonly {
    readonly party: string
    readonly name: Names
    readonly district: string
    readonly signedBy: string | null
    readonly signedAt: string | null
  }[]
  readonly agreement: { readonly person: string; readonly minutes: string } | null
  readonly cells: readonly ConsultedCellItem[]
  readonly allowed: readonly string[]
}

/** The one that is open, else that of the newest product, which can be corrected; null: none. */
export const consultation = signal<ConsultationItem | null>(null)

export const consultationPath = (date: string) => `/products/air/${date}/consultation`

type Open = { readonly procedure: string | null; readonly about: { readonly date?: string } | null }

/** Reads it anew. @param released  date of the newest product, null where there is none */
export async function readConsultation(released: string | null): Promise<void> {
  const all = await readItems<Open>('/workflows?kind=consultation&state=open&limit=100')
  const open = all.find(({ procedure }) => procedure === 'air-product')
  const date = open?.about?.date ?? released
  if (date === null) return
  consultation.value = (await readJson(consultationPath(date))) as ConsultationItem
}
