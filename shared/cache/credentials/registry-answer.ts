import { parseRegistryHost } from '../../registry/host.ts';
import {
  type CauseCode,
  causeFor,
  causeOfCode,
  type Diagnosis,
  type Pulled,
} from '../failures/causes.ts';

/** An error of a registry's v2 API in answer to a pull. */
export interface RegistryAnswer {
  /** 0: it did not answer. */
  status: number;
  /** An error code of the distribution specification, such as DENIED; empty where the answer has none. */
  code: string;
  message: string;
}

/** What is known of the pull besides the answer. */
export interface PullFacts extends Pulled {
  /** Of the registry: a host that is not of AWS is a local AWS. */
  host: string;
  /** Whether the rule's login upstream works; undefined: it was not tried, `none`: the rule has none. */
  login?: 'works' | 'none';
  /** False: no rule fills the repository. */
  isCached?: boolean;
}

/** The code in the table of causes for a refused pull. The registry answers "not found" for what ECR may not do. */
export function codeOfAnswer(answer: RegistryAnswer, facts: PullFacts): CauseCode | undefined {
  const { status, code, message } = answer;
  const ofUpstream = /upstream/i.test(message);
  if (status === 429 || /toomanyrequests|rate limit/i.test(`${code} ${message}`)) {
    const ofEcr = /^rate exceeded/i.test(message) || facts.isCached === false;
    return ofEcr ? 'RegistryTooManyRequests' : 'UpstreamTooManyRequests';
  }
  if (status === 0) return 'RegistryUnreachable';
  if (status >= 500) return ofUpstream ? 'UpstreamUnavailable' : 'RegistryFailed';
  if (status === 401) return 'Unauthorized';
  if (status === 403) return refusal(message, facts);
  if (status === 404) return notFound(code, facts);
  return undefined;
}

function refusal(message: string, { login, isCached = true }: PullFacts): CauseCode {
  if (!isCached || /not authorized|\becr:\w+/i.test(message)) return 'PullDenied';
  if (login === 'none') return 'UpstreamRefusesAnybody';
  return login === 'works' ? 'UpstreamPathRefused' : 'UpstreamAccessDenied';
}

function notFound(code: string, { reference = '', host, isCached = true }: PullFacts): CauseCode {
  if (!isCached) return 'ImageNotHere';
  if (code === 'NAME_UNKNOWN') {
    return parseRegistryHost(host) ? 'RepositoryNotFound' : 'UpstreamNotConnected';
  }
  return reference.includes(':') ? 'DigestNotCached' : 'ImageNotFound';
}

/** Why the registry refused a pull, and what to do. */
export function causeOfAnswer(answer: RegistryAnswer, facts: PullFacts): Diagnosis {
  const code = codeOfAnswer(answer, facts);
  if (code) return causeFor(code, facts);
  return causeOfCode(answer.code || `HTTP ${answer.status}`, answer.message, facts);
}
