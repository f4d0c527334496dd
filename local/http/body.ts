import type { IncomingMessage } from 'node:http';
import { AwsError } from './errors.ts';

/**
 * The size of a layer part, 20 MiB in base64, or of the largest manifest with each character escaped, with a
 * margin.
 */
const maximum = 28 * 1024 * 1024;

/** @throws AwsError `RequestEntityTooLargeException` beyond 28 MiB */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maximum) {
      throw new AwsError('RequestEntityTooLargeException', 'The request is too large', 413);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** @throws AwsError `SerializationException` unless it is a JSON object; an empty body counts as one */
export function parseJsonBody(body: string): object {
  if (body === '') return {};
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Refused below, like a value of another type.
  }
  throw new AwsError('SerializationException', 'The request body is not a JSON object');
}
