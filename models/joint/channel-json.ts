import { createChannel, type Channel } from './channel.ts'
import { createBins, loadTail, saveTail, type Bins, type SavedTail } from './tail.ts'

type Tails = 'heldTail' | 'jumpTail' | 'ratioTail'

export type SavedChannel = Omit<Channel, Tails> & Readonly<Record<Tails, SavedTail>>

export function saveChannel(channel: Channel): SavedChannel {
  const { heldTail, jumpTail, ratioTail } = channel
  return {
    ...channel,
    heldTail: saveTail(heldTail),
    jumpTail: saveTail(jumpTail),
    ratioTail: saveTail(ratioTail),
  }
}

/** Of the shape that a fresh one has: what JSON gives has another, and is slower. */
export function loadChannel(
  bins: Bins,
  { heldTail, jumpTail, ratioTail, ...rest }: SavedChannel,
): Channel {
  return Object.assign(createChannel(createBins()), rest, {
    heldTail: loadTail(bins, heldTail),
    jumpTail: loadTail(bins, jumpTail),
    ratioTail: loadTail(bins, ratioTail),
  })
}
