import { lookup as resolve, type LookupAddress } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { AppError } from '../domain/errors.ts'

/** Networks that are nobody's on the public internet. @source IANA special-purpose registries */
const notPublic: readonly (readonly [string, number])[] = [
  ...([
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.88.99.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ] as const),
  // Also those that carry an IPv4 address of any kind inside.
  ...([
    ['::', 96],
    ['64:ff9b::', 96],
    ['64:ff9b:1::', 48],
    ['100::', 64],
    ['100:0:0:1::', 64],
    ['2001::', 23],
    ['2001:db8::', 32],
    ['2002::', 16],
    ['3fff::', 20],
    ['5f00::', 16],
    ['fc00::', 7],
    ['fe80::', 10],
    ['fec0::', 10],
    ['ff00::', 8],
  ] as const),
]
const blocked = new BlockList()
for (const [net, bits] of notPublic) blocked.addSubnet(net, bits, familyOf(net))

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4'
}

/** Whether an address, in any spelling, is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  return isIP(address) !== 0 && !blocked.check(address, familyOf(address))
}

const refusal = (host: string, address: string) =>
  new AppError('target-private', `${host}: expected a public address, got ${address}`)

/**
 * Refuses a host that is itself an address and not a public one; names are checked when they are
 * resolved.
 *
 * @throws {AppError} `target-private`
 */
export function checkHost(hostname: string): void {
  const address = hostname.replace(/^\[|\]$/g, '')
  if (isIP(address) !== 0 && !isPublicAddress(address)) throw refusal(hostname, address)
}

/**
 * Resolves a name for a connection and refuses it when any of its addresses is not public: what is
 * connected to is what was checked, so a name that changes between two questions gains nothing.
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  const answer = (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => {
    if (error !== null) {
      callback(error, [])
      return
    }
    const wrong = found.find(({ address }) => !isPublicAddress(address))
    if (wrong !== undefined || found.length === 0) {
      callback(refusal(hostname, wrong?.address ?? 'none'), [])
    } else if (options.all === true) callback(null, found)
    else callback(null, found[0]!.address, found[0]!.family)
  }
  resolve(hostname, { ...options, all: true }, answer)
}
