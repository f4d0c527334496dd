import { nodeMediaTypes } from '../../registry/manifests/media-types.ts';
import {
  type RegistryDoor,
  RegistryUnreachableError,
  request,
} from '../../registry/manifests/v2.ts';
import { sentence } from '../../runtime/sentence.ts';
import { causeOfAnswer, type PullFacts } from '../credentials/registry-answer.ts';
import { archivedVerdict } from './archived.ts';
import { type ImageCase, ruleOf } from './case.ts';
import { broken, ok, type Step, type Verdict } from './check.ts';
import { pulledBy } from './rule.ts';

/** Does the registry have the manifest? It is requested as a pull does: ECR imports what is missing. */
export const manifestStep: Step<ImageCase> = {
  name: 'manifest',
  async look(about, at) {
    const { image, name, door } = about;
    const path = `/v2/${name}/manifests/${image.reference}`;
    const opened = await door();
    at(`HEAD ${opened.origin}${path}`);
    try {
      const { ok: isThere, headers } = await request(opened, path, {
        method: 'HEAD',
        accept: nodeMediaTypes,
      });
      if (isThere)
        return ok(headers.get('docker-content-digest') ?? 'the registry has the manifest');
      // An answer to HEAD has no text: a GET has the reason.
      at(`GET ${opened.origin}${path}`);
      return await refusal(about, opened, path, at);
    } catch (error) {
      if (!(error instanceof RegistryUnreachableError)) throw error;
      return broken(error.message, egress);
    }
  },
};

const egress =
  'the first pull may need a route to the internet: pull it once from where there is one';

async function refusal(
  about: ImageCase,
  door: RegistryDoor,
  path: string,
  at: (what: string) => void,
): Promise<Verdict> {
  const answer = await request(door, path, { accept: nodeMediaTypes });
  if (answer.ok)
    return ok(answer.headers.get('docker-content-digest') ?? 'the registry has the manifest');
  const told = { status: answer.status, ...errorIn(await answer.text()) };
  const archived = told.status === 404 ? await archivedVerdict(about, at) : undefined;
  if (typeof archived === 'object') return archived;
  const { cause, remedy } = causeOfAnswer(told, await factsOf(about, door));
  const words = [told.status, told.code].filter(Boolean).join(' ');
  const message = told.message ? `: ${sentence(told.message)}` : '';
  const unread = archived === undefined ? '' : `; ${archived}`;
  return broken(`${cause} (the registry answers ${words}${message})${unread}`, remedy);
}

/** What the steps before have found; nothing of a rule that could not be read. */
async function factsOf(about: ImageCase, { origin }: RegistryDoor): Promise<PullFacts> {
  const host = new URL(origin).host;
  const rules = await about.rules().catch(() => undefined);
  const rule = rules && (await ruleOf(about));
  const facts: PullFacts = { ...pulledBy(about, rule), host };
  if (rules === undefined) return facts;
  if (rule && !rule.credentialArn && !rule.customRoleArn) facts.login = 'none';
  if (about.login.works) facts.login = 'works';
  return { ...facts, isCached: rule !== undefined };
}

/** The first error of an answer by the distribution specification; empty texts where there is none. */
function errorIn(body: string): { code: string; message: string } {
  const [, code = ''] = /"code"\s*:\s*"([^"]*)"/.exec(body) ?? [];
  const [, message = ''] = /"message"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(body) ?? [];
  return { code, message: message.replaceAll('\\"', '"') };
}
