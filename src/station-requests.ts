import { z } from 'zod'
import { parseGatewayTopic } from '../ingest/decode/topic.ts'
import type { Intake } from '../ingest/mqtt/broker-door.ts'
import { requestText } from './casework/station-requests.ts'
import type { Workflow } from './domain/alert.ts'
import { stationOutcomes } from './domain/incident.ts'
import type { Engine } from './engine.ts'
import { requestLimits as limits } from './limits.ts'

/**
 * Sends what stations are asked, each once the broker has it; called by the tick. Cut between the
 * two, it is sent again: the station knows it by its id.
 *
 * @returns false where there is no broker to send it
 */
export async function sendRequests(
  { parts, desk, broker }: Pick<Engine, 'parts' | 'desk' | 'broker'>,
  asked: readonly Workflow[],
): Promise<boolean> {
  if (asked.length === 0) return true
  const door = broker()
  if (door?.connected() !== true) return false
  for (const workflow of asked) {
    const answerBy = parts.clock.now() + parts.incidentPlan.requests.answerWithinMs
    const topic = `qingliu/v1/${workflow.station}/request`
    await door.publish(topic, requestText(workflow, answerBy))
    await desk.requestSent(workflow.id, answerBy)
  }
  return true
}

const answerSchema = z.object({
  schema: z.literal('response/1'),
  id: z.string().min(1).max(limits.idLength),
  outcome: z.enum(stationOutcomes),
  detail: z.string().max(limits.detailLength).nullish(),
})

/**
 * What the broker's messages go through: an answer to a request of ours is taken here, before its
 * PUBACK; all else, and what answers nothing, goes the way of readings and refusals.
 */
export function createIntake({ desk, pipeline }: Pick<Engine, 'desk' | 'pipeline'>): Intake {
  const takeResponse = async (topic: string, payload: Uint8Array) => {
    const parsed = parseGatewayTopic(topic)
    if (!('code' in parsed) && parsed.kind === 'response') {
      const answer = answerSchema.safeParse(jsonOf(payload)).data
      const { station } = parsed
      const detail = answer?.detail ?? null
      if (answer !== undefined && (await desk.takeAnswer({ ...answer, station, detail }))) return
    }
    await pipeline.take(topic, payload)
  }
  return ({ topic, payload }) =>
    topic.endsWith('/response') ? takeResponse(topic, payload) : pipeline.take(topic, payload)
}

function jsonOf(payload: Uint8Array): unknown {
  if (payload.length > limits.answerBytes) return null
  try {
    return JSON.parse(Buffer.from(payload).toString('utf8'))
  } catch {
    return null
  }
}
