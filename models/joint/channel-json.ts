import { createChannel, savedNumbers, type Channel } from './channel.ts'
import { loadTail, saveTail, type Bins, type SavedTail } from './tail.ts'

type Tails = 'heldTail' | 'jumpTail' | 'ratioTail'

export type SavedChannel = ReturnType<typeof savedNumbers> & Readonly<Record<Tails, SavedTail>>

export function saveChannel(channel: Channel): SavedChannel {
  const { heldTail, jumpTail, ratioTail } = channel
  return {
    ...savedNumbers(channel),
    heldTail: saveTail(heldTail),
    jumpTail: saveTail(jumpTail),
    ratioTail: saveTail(ratioTail),
  }
}

export function loadChannel(
  bins: Bins,
  { heldTail, jumpTail, ratioTail, ...rest }: SavedChannel,
): Channel {
  const channel = Object.assign(createChannel(bins), rest)
  loadTail(channel.heldTail, heldTail)
  loadTail(channel.jumpTail, jumpTail)
  loadTail(channel.ratioTail, ratioTail)
  return channel
}
