import type { Workflow } from '../domain/alert.ts'
import type { DataRequestQuery } from '../domain/data-request.ts'
import type { Page } from '../domain/queries.ts'
import { openedLastFirst } from './bodies.ts'
import { isExercise } from './casework.ts'
import { type Queryable } from './db.ts'

/** Requests for data sets, asked last first. */
export function queryDataRequests(db: Queryable, query: DataRequestQuery): Promise<Page<Workflow>> {
  const { state, dataSet, district, ownerDistrict, exercise } = query
  return openedLastFirst(
    db,
    'workflow',
    `kind = 'data-request' AND ${isExercise} = $1
       AND ($2::text IS NULL OR state = $2)
       AND ($3::text IS NULL OR body -> 'about' ->> 'dataSet' = $3)
       AND ($4::text IS NULL OR body -> 'about' ->> 'district' = $4)
       AND ($5::text IS NULL OR body -> 'about' ->> 'ownerDistrict' = $5)`,
    [exercise, state, dataSet, district, ownerDistrict],
    query,
  )
}
