import type { Worker } from 'node:worker_threads'
import type { FittedSeries } from '../../models/issuing/fit.ts'
import { AppError } from '../domain/errors.ts'
import { startThread } from '../thread.ts'
import type { FitAnswer, FitAsk } from './fit-worker.ts'
import { forecastLimits } from './limits.ts'

/** Fits series on a thread of its own, one at a time. */
export type Fitter = {
  /**
   * @returns null where nothing at all is known of the series
   * @throws {AppError} `forecast-fit` when it fails, takes too long, or was closed
   */
  fit(ask: FitAsk): Promise<FittedSeries | null>
  close(): Promise<void>
}

const resourceLimits = {
  maxOldGenerationSizeMb: forecastLimits.threadHeapMb,
  maxYoungGenerationSizeMb: forecastLimits.threadYoungMb,
}

/**
 * States: no thread → working (a fit was asked for) → idle; after a minute of idleness, a fit that
 * failed with its thread, or one that took too long: no thread.
 */
export function createFitter(): Fitter {
  let worker: Worker | null = null
  let idle: NodeJS.Timeout | null = null
  let giveUp: (error: AppError) => void = () => undefined

  const end = async () => {
    const ending = worker
    worker = null
    await ending?.terminate()
  }
  const started = (): Worker => {
    const thread = startThread('./fit-worker', import.meta.url, {
      resourceLimits,
    })
    thread.unref()
    thread.on('error', (error) => {
      worker = null
      giveUp(new AppError('forecast-fit', `forecast: the thread of the fits ended`, error))
    })
    return thread
  }
  const ask = (thread: Worker, asked: FitAsk) =>
    new Promise<FittedSeries | null>((resolve, reject) => {
      const timer = setTimeout(() => {
        const seconds = forecastLimits.fitMs / 1000
        giveUp(new AppError('forecast-fit', `forecast: expected a fit within ${seconds} s`))
        void end()
      }, forecastLimits.fitMs)
      const answered = (answer: FitAnswer) => {
        clearTimeout(timer)
        if ('fitted' in answer) resolve(answer.fitted)
        else reject(new AppError('forecast-fit', `forecast: ${answer.failed}`))
      }
      giveUp = (error) => {
        clearTimeout(timer)
        thread.off('message', answered)
        reject(error)
      }
      thread.once('message', answered)
      thread.postMessage(asked, [asked.history.target.buffer as ArrayBuffer])
    })
  return {
    async fit(asked) {
      if (idle !== null) clearTimeout(idle)
      worker ??= started()
      try {
        return await ask(worker, asked)
      } finally {
        idle = setTimeout(() => void end(), forecastLimits.threadIdleMs)
        idle.unref()
      }
    },
    async close() {
      if (idle !== null) clearTimeout(idle)
      giveUp(new AppError('forecast-fit', 'forecast: the engine stops'))
      await end()
    },
  }
}
