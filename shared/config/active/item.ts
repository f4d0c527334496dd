import { createHash } from 'node:crypto';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import type { RegistryConfig } from '../schema/schema.ts';
import { DamagedConfigurationError, OtherFormatError } from './errors.ts';

/**
 * The format of what functions read. Raise it when a function of the version before, or of the next, would misread the
 * configuration; a test notices every change of its shape.
 */
export const FORMAT = 2;

/** What is known of a version of the configuration without reading it. */
export interface Version {
  /** Counted from 1 in each stack; a rollback gets a new number. */
  version: number;
  /** ISO 8601: when it became active. */
  at: string;
  /** The ARN of who activated it. */
  by: string;
  /** registry.yml as the owner mark names it: its path in the project. */
  file: string;
  /** The version that a rollback has restored. */
  restores?: number | undefined;
}

/** A registry.yml that was checked and compiled. */
export interface Compiled {
  config: RegistryConfig;
  /** The text of the file. */
  source: string;
}

export type Item = Readonly<Record<string, AttributeValue>>;

/** An item of DynamoDB has 400 KB at most, names and further attributes included. */
export const LARGEST_BYTES = 380 * 1024;

/** What decompressing may come to: far more than registry.yml can be. */
const LARGEST_TEXT = 64 * 2 ** 20;

/** The attributes of a version, and the size of its two large ones together. */
export function itemOf(version: Version, { config, source }: Compiled) {
  const [compiled, text] = [compressed(JSON.stringify(config)), compressed(source)];
  const { restores } = version;
  const item: Item = {
    version: { N: String(version.version) },
    activated: { S: version.at },
    by: { S: version.by },
    file: { S: version.file },
    ...(restores !== undefined && { restores: { N: String(restores) } }),
    format: { N: String(FORMAT) },
    compiled: { B: compiled },
    source: { B: text },
    sha256: { S: hashOf(compiled, text) },
  };
  return { item, bytes: compiled.length + text.length };
}

const shape = z.object({
  version: z.object({ N: z.string().check(z.regex(/^[1-9]\d{0,7}$/)) }),
  activated: z.object({ S: z.iso.datetime() }),
  by: z.object({ S: z.string() }),
  file: z.object({ S: z.string().check(z.minLength(1)) }),
  restores: z.optional(z.object({ N: z.string().check(z.regex(/^[1-9]\d{0,7}$/)) })),
});

const contents = z.object({
  format: z.object({ N: z.string() }),
  compiled: z.object({ B: z.instanceof(Uint8Array) }),
  source: z.object({ B: z.instanceof(Uint8Array) }),
  sha256: z.object({ S: z.string() }),
});

/** @throws DamagedConfigurationError for an item that this program has not written. */
export function versionIn(item: Item): Version {
  const { version, activated, by, file, restores } = read(shape, item);
  return {
    ...{ version: Number(version.N), at: activated.S, by: by.S, file: file.S },
    ...(restores && { restores: Number(restores.N) }),
  };
}

/**
 * The configuration that functions work with.
 *
 * @throws DamagedConfigurationError when a byte of it has changed since it was written.
 * @throws OtherFormatError when it was written by a version of ecr-steward whose format is another.
 */
export function configIn(item: Item): RegistryConfig {
  const { format, compiled } = contentsOf(item);
  if (format.N !== String(FORMAT)) throw new OtherFormatError(format.N, FORMAT);
  const text = decompressed(compiled.B);
  try {
    return JSON.parse(text) as RegistryConfig;
  } catch {
    throw new DamagedConfigurationError('it is no JSON');
  }
}

/** The text of registry.yml, whatever the format of the compiled one. @throws DamagedConfigurationError */
export function sourceIn(item: Item): string {
  return decompressed(contentsOf(item).source.B);
}

function contentsOf(item: Item) {
  const found = read(contents, item);
  const hash = hashOf(found.compiled.B, found.source.B);
  if (found.sha256.S !== hash) throw new DamagedConfigurationError('its checksum is another');
  return found;
}

function read<Shape>(schema: z.ZodMiniType<Shape>, item: Item): Shape {
  const parsed = schema.safeParse(item);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new DamagedConfigurationError(
    `its attribute ${String(issue?.path[0])} is missing or wrong`,
  );
}

function compressed(text: string): Buffer {
  return brotliCompressSync(text, {
    params: { [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT },
  });
}

function decompressed(bytes: Uint8Array): string {
  try {
    return brotliDecompressSync(bytes, { maxOutputLength: LARGEST_TEXT }).toString();
  } catch {
    throw new DamagedConfigurationError('it cannot be decompressed');
  }
}

function hashOf(...parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
