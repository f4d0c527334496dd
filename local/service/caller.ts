/** The caller by the signature, and the region and service that it addresses. */
export interface Caller {
  accessKeyId: string;
  /** Region and service of the signature's credential scope. */
  region: string;
  service: string;
  /** Present with temporary credentials. */
  sessionToken?: string | undefined;
}

/** The parts of a request that identify its caller. */
interface Signed {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly url?: string | undefined;
}

const credential = /Credential=([^/\s,]+)\/\d{8}\/([^/\s,]+)\/([^/\s,]+)\/aws4_request/;

/**
 * Reads the caller off a Signature Version 4 `Authorization` header, or off the query of a presigned URL. The
 * signature itself is not checked: any key pair is accepted here.
 */
export function callerOf({ headers, url = '' }: Signed): Caller | undefined {
  const query = new URLSearchParams(url.split('?')[1] ?? '');
  const signed = textOf(headers.authorization) ?? presigned(query);
  const [, accessKeyId, region, service] = credential.exec(signed) ?? [];
  const sessionToken =
    textOf(headers['x-amz-security-token']) ?? query.get('X-Amz-Security-Token') ?? undefined;
  return accessKeyId && region && service
    ? { accessKeyId, region, service, sessionToken }
    : undefined;
}

function presigned(query: URLSearchParams): string {
  const scope = query.get('X-Amz-Credential');
  return scope ? `Credential=${scope}` : '';
}

function textOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined;
}
