import type { Delivery, DeliveryQuery } from '../../domain/delivery.ts'
import { fakeNow } from './samples.ts'

/** A delivery of what was asked for. */
export const fakeDelivery = ({ state, alert, route }: DeliveryQuery): Delivery => ({
  ...{ id: 1, key: 'a|duty|0|first|1', alert: alert ?? 'a', alertN: 2, route: route ?? 'duty' },
  ...{ step: 0, target: 'email duty@example.org', reason: 'first', colour: 'blue', body: '{}' },
  ...{ occurrences: 1, exercise: false, createdAt: fakeNow, state: state ?? 'queued', attempts: 1 },
  ...{ nextAt: fakeNow, endedAt: state === 'dead' ? fakeNow : null, detail: '503' },
})
