import { createHash } from 'node:crypto';
import { GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import type { LocalAwsOptions } from '../../../local/options.ts';
import { createRepository, repositoryName } from '../images.ts';
import { startTestAws, type TestAws } from '../start.ts';

/** A registry client that is nothing but `fetch`. */
export type Send = (
  method: string,
  path: string,
  options?: { body?: string | Uint8Array; headers?: Record<string, string> },
) => Promise<Response>;

export const base = `/v2/${repositoryName}`;

export const ociImage = 'application/vnd.oci.image.manifest.v1+json';
export const ociIndex = 'application/vnd.oci.image.index.v1+json';

export const sha = (content: string | Uint8Array) =>
  `sha256:${createHash('sha256').update(content).digest('hex')}`;

/** Logs in and answers with a `fetch` of this registry. */
export async function login({ aws, ecr }: TestAws): Promise<Send> {
  const { authorizationData } = await ecr.send(new GetAuthorizationTokenCommand({}));
  const token = authorizationData?.[0]?.authorizationToken ?? '';
  return (method, path, { body, headers = {} } = {}) =>
    fetch(new URL(path, aws.endpoint), {
      method,
      headers: { authorization: `Basic ${token}`, ...headers },
      ...(body !== undefined && { body: Buffer.from(body) }),
    });
}

/** An AWS with the usual repository, and a client that is logged in. */
export async function startRegistry(options: LocalAwsOptions = {}) {
  const started = await startTestAws(options);
  await createRepository(started.ecr);
  return { ...started, send: await login(started) };
}

/** Pushes a blob in one POST. @returns its digest */
export async function pushBlob(send: Send, content: string, to = base): Promise<string> {
  const digest = sha(content);
  const response = await send('POST', `${to}/blobs/uploads/?digest=${digest}`, { body: content });
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  return digest;
}

/** Starts an upload. @returns where it goes on */
export async function startUpload(send: Send, to = base): Promise<string> {
  const response = await send('POST', `${to}/blobs/uploads/`);
  return response.headers.get('location') ?? '';
}

/** A manifest of blobs that are pushed first. */
export async function pushParts(send: Send, name: string, extra: object = {}, to = base) {
  const [config, layer] = [`{"config":"${name}"}`, `layer ${name}`];
  await pushBlob(send, config, to);
  await pushBlob(send, layer, to);
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: ociImage,
    config: descriptor(config, 'application/vnd.oci.image.config.v1+json'),
    layers: [descriptor(layer, 'application/vnd.oci.image.layer.v1.tar')],
    ...extra,
  });
}

export function descriptor(content: string, mediaType: string) {
  return { mediaType, digest: sha(content), size: content.length };
}

export function putManifest(
  send: Send,
  reference: string,
  manifest: string,
  to = base,
  type = ociImage,
) {
  const headers = { 'content-type': type };
  return send('PUT', `${to}/manifests/${reference}`, { body: manifest, headers });
}

/** Pushes a whole image. @returns its manifest */
export async function pushImage(send: Send, name: string, tag: string, to = base, extra = {}) {
  const manifest = await pushParts(send, name, extra, to);
  const response = await putManifest(send, tag, manifest, to);
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  return manifest;
}

/** What a registry says no with. */
export async function refusalOf(answer: Promise<Response> | Response) {
  const response = await answer;
  const { errors } = (await response.json()) as { errors: { code: string; message: string }[] };
  return { status: response.status, ...errors[0] };
}
