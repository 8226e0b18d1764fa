import { consultationOf } from '../alerts/workflow/air-consultation.ts'
import { definitionOf } from '../alerts/workflow/definitions.ts'
import { allowedSteps } from '../alerts/workflow/engine.ts'
import { productBulletin } from '../models/products/bulletin.ts'
import { chineseWords, englishWords } from '../models/products/bulletin-words.ts'
import { productCsv } from '../models/products/csv.ts'
import type { ProductDocument } from '../models/products/document.ts'
import { productMap } from '../models/products/map-image.ts'
import { productCf } from '../models/products/product-cf.ts'
import type { Workflow } from './domain/alert.ts'
import { parseInstant } from './domain/time.ts'
import type { Engine } from './engine.ts'
import { netcdfOf } from './forecasts/netcdf.ts'
import type { ConsultationState, ProductCapabilities } from './http/capabilities.ts'
import type { AqiCapabilities } from './http/forecast-aqi.ts'
import type { GuidanceCapabilities } from './http/guidance.ts'
import type { VerificationCapabilities } from './http/product-verification.ts'
import { keeping } from './keeping.ts'
import { aqiOutlook } from './products/aqi-outlook.ts'
import { subjectOf } from './products/consulting.ts'
import { guidanceSkill, takeGuidance } from './products/guidance.ts'
import { verificationOf } from './products/verification.ts'
import { newestGuidance } from './store/guidance.ts'
import { loadDraft, releasedProduct } from './store/products.ts'
import { newestConsultation } from './store/workflows.ts'

type Answers = ProductCapabilities &
  GuidanceCapabilities &
  VerificationCapabilities &
  AqiCapabilities

/** What the pages may ask of the joint air product, and do in its consultation. */
export function createProductAnswers(engine: Engine): Answers {
  const { db } = engine.parts
  return {
    product: (about) => releasedProduct(db, about),
    productFile: async ({ document }, format, { leadDay, language }) => {
      const released = JSON.parse(document) as ProductDocument & { readonly hash: string }
      switch (format) {
        case 'csv':
          return productCsv(released)
        case 'html':
          return productBulletin(released)
        case 'svg':
          return productMap(released, leadDay, language === 'zh' ? chineseWords : englishWords)
        case 'nc':
          return netcdfOf(productCf(released), parseInstant(released.issuedAt)!)
      }
    },
    productConsultation: async (date) => {
      const workflow = await newestConsultation(db, date)
      if (workflow === null) return null
      const subject = subjectOf(workflow)
      const draft = await loadDraft(db, subject.draft)
      const guidance = await newestGuidance(db, { issueDate: subject.date })
      return stateOf(engine, workflow, { draft, guidance })
    },
    consultationAfter: (before, workflow) => stateOf(engine, workflow, before),
    takeGuidance: (issueDate, text, format) => takeGuidance(engine, issueDate, text, format),
    guidance: (about) => newestGuidance(db, about),
    guidanceSkill: () => guidanceSkill(engine),
    verification: (about) => verificationOf(engine, about),
    aqiOutlook: (station) => aqiOutlook(engine, station),
    correctProduct: (correction, keep) =>
      engine.desk.correctProduct(correction, keeping(engine, keep)),
  }
}

function stateOf(
  { parts }: Engine,
  workflow: Workflow,
  { draft, guidance }: Pick<ConsultationState, 'draft' | 'guidance'>,
): ConsultationState {
  const { districts } = parts.network
  const zone = districts.filter(({ inZone }) => inZone).map(({ id }) => id)
  const context = { now: parts.clock.now(), districts }
  const steps = allowedSteps(workflow, definitionOf(workflow), context)
  return {
    workflow,
    subject: subjectOf(workflow),
    draft,
    consultation: consultationOf(workflow, draft, zone),
    guidance,
    parties: parts.productPlan?.parties ?? [],
    allowed: workflow.state === 'closed' ? ['correct'] : steps,
  }
}
