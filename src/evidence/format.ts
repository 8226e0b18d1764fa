import { pack } from 'tar-stream'
import { z } from 'zod'

/**
 * A package of evidence, version 2: a plain tar, which any tool opens, its entries in this order
 *
 *     qingliu-evidence.json    what it is of, when it was made, where the change log stood then
 *     workflow.json            the workflow: every step with who, when, where
 *     alert.json               its alert, where it has one
 *     related/ID.json          workflows about it: recognition, hand-overs, items of the ledger
 *     changes/N.json           each change of the log about these, with its text, prevHash and hash
 *     attachments/SHA256       the bytes that the steps name
 *     manifest.json            path, bytes and SHA-256 of every entry before; who signs, and the key
 *     manifest.sig             the Ed25519 signature of the manifest's bytes, base64
 *     whole.sha256             SHA-256 of every byte of the file before this entry
 *
 * The seal comes last and has one spelling for one hash, so every byte of the file is accounted
 * for: by the seal, or as the seal. It shows damage and careless edits; whoever can write a whole
 * new package can seal it too, and sign it with a key of their own. Against that, pin the
 * fingerprint of the sender's key, or compare the hash of the log, as told over another way.
 * Version 1 had no signer, and is still read.
 */
export const evidenceFormat = 'qingliu-evidence/2'
/** Before packages were signed. */
export const unsignedFormat = 'qingliu-evidence/1'
const formats = z.enum([evidenceFormat, unsignedFormat])

export const aboutPath = 'qingliu-evidence.json'
export const workflowPath = 'workflow.json'
export const alertPath = 'alert.json'
export const manifestPath = 'manifest.json'
export const signaturePath = 'manifest.sig'
export const sealPath = 'whole.sha256'
export const relatedPath = (id: string) => `related/${id}.json`
/** Numbers are padded, so that names sort as the log does. */
export const changePath = (n: number) => `changes/${String(n).padStart(12, '0')}.json`
export const attachmentPath = (sha256: string) => `attachments/${sha256}`

/** A tar ends with two blocks of zeros. */
export const endBytes = 1_024
/** A header, a block that holds 64 digits and a line feed, the end. */
export const sealBytes = 512 + 512 + endBytes

/** A change carries its workflow whole, of at most 1,000 steps: 32 MB is far above what comes. */
export const textPartBytesMax = 32 * 1024 * 1024

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

export const aboutSchema = z.object({
  format: formats,
  madeAt: z.string(),
  madeBy: z.string(),
  network: z.string(),
  workflow: z.string(),
  kind: z.string(),
  exercise: z.boolean(),
  log: z.object({ n: z.int(), hash: sha256 }),
})
export type EvidenceAbout = z.infer<typeof aboutSchema>

const signerSchema = z.object({
  algorithm: z.literal('ed25519'),
  /** SPKI in DER, base64. */
  publicKey: z.base64(),
  /** SHA-256 of that, hex. */
  fingerprint: sha256,
})
export type ManifestSigner = z.infer<typeof signerSchema>

export const manifestSchema = z.object({
  format: formats,
  signer: signerSchema.optional(),
  parts: z.array(z.object({ path: z.string(), bytes: z.int().min(0), sha256 })),
})
export type Manifest = z.infer<typeof manifestSchema>
export type ManifestPart = Manifest['parts'][number]

/** The chained change as a part holds it. */
export const changeSchema = z.object({
  n: z.int(),
  at: z.number(),
  subject: z.string(),
  type: z.string(),
  actor: z.string(),
  reason: z.string(),
  body: z.string(),
  prevHash: sha256,
  hash: sha256,
})

/** The last {@link sealBytes} of a package whose bytes before have this hash. */
export async function sealOf(hash: string): Promise<Buffer> {
  const tar = pack()
  tar.entry({ name: sealPath, mode: 0o644, mtime: new Date(0) }, `${hash}\n`)
  tar.finalize()
  const chunks: Buffer[] = []
  for await (const chunk of tar as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks)
}
