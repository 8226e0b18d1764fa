/**
 * The form of what a checkpoint keeps of readings. Raise it whenever a state has another shape or
 * its figures another meaning: an engine that finds states of another form learns anew from what is
 * stored (`folding.ts`). `test/state-form.test.ts` fails on another shape. What was heard of stations
 * and of their clocks is in no reading and taken over: what it gains is optional.
 */
export const stateForm = 3
