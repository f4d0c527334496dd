import { nodeMediaTypes } from '../../registry/media-types.ts';
import { type RegistryDoor, RegistryUnreachableError, request } from '../../registry/v2.ts';
import type { ImageCase } from './case.ts';
import { broken, ok, type Step, unknown, type Verdict } from './check.ts';

/** Does the registry have the manifest? It is asked for as a pull asks: ECR imports what is missing. */
export const manifestStep: Step<ImageCase> = {
  name: 'manifest',
  async look({ image, name, door }, at) {
    const path = `/v2/${name}/manifests/${image.reference}`;
    const opened = await door();
    at(`HEAD ${opened.origin}${path}`);
    try {
      const { ok: isThere, headers } = await request(opened, path, {
        method: 'HEAD',
        accept: nodeMediaTypes,
      });
      if (isThere) return ok(headers.get('docker-content-digest') ?? 'the manifest is there');
      // An answer to HEAD has no text: a GET has the reason.
      at(`GET ${opened.origin}${path}`);
      return await refusal(opened, path, image.byDigest);
    } catch (error) {
      if (!(error instanceof RegistryUnreachableError)) throw error;
      return broken(error.message, remedies.egress);
    }
  },
};

async function refusal(door: RegistryDoor, path: string, byDigest: boolean): Promise<Verdict> {
  const answer = await request(door, path, { accept: nodeMediaTypes });
  if (answer.ok) return ok(answer.headers.get('docker-content-digest') ?? 'the manifest is there');
  const { code, message } = errorIn(await answer.text());
  const found = `the registry answers ${answer.status}${code && ` ${code}`}${message && `: ${message}`}`;
  if (answer.status >= 500) return unknown(`${found}. Try again in a while`);
  return broken(found, remedyFor(`${answer.status} ${code} ${message}`, byDigest));
}

/** ECR's refusals and what mends them: ECR user guide, troubleshooting pull through cache. */
const remedies = {
  digest: 'pull it by its tag once: a first pull by digest is reported not to fill the cache',
  name: 'see that the path is right; whoever pulls needs ecr:CreateRepository for the first pull',
  manifest: 'see that the tag is there upstream; whoever pulls needs ecr:BatchImportUpstreamImage',
  upstream: 'the login works, so see the path: library/ before an image that is not official?',
  rate: 'the upstream has had enough: pull later, or with a login that may pull more',
  denied: 'whoever pulls needs ecr:BatchGetImage and ecr:GetDownloadUrlForLayer on the repository',
  egress: 'the first pull may need a way to the internet: pull it once from where there is one',
} as const;

function remedyFor(told: string, byDigest: boolean): string {
  if (/toomanyrequests|rate limit|^429/i.test(told)) return remedies.rate;
  if (/authentication to the upstream/i.test(told)) return remedies.upstream;
  if (/NAME_UNKNOWN|name unknown/i.test(told)) return remedies.name;
  if (/^404/.test(told)) return byDigest ? remedies.digest : remedies.manifest;
  return remedies.denied;
}

/** The first error of an answer as the distribution specification has it; empty texts where it is none. */
function errorIn(body: string): { code: string; message: string } {
  const [, code = ''] = /"code"\s*:\s*"([^"]*)"/.exec(body) ?? [];
  const [, message = ''] = /"message"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(body) ?? [];
  return { code, message: message.replaceAll('\\"', '"') };
}
