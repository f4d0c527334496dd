import type {
  ContainerDetail,
  DescribeJobDefinitionsResponse,
  EcsProperties,
  JobDefinition,
} from '@aws-sdk/client-batch';
import { z } from 'zod';
import { parseJsonBody, readBody } from '../http/body.ts';
import { AwsError } from '../http/errors.ts';
import type { Handler } from '../http/listener.ts';
import type { Site } from '../http/site.ts';
import { describeViolations, parseInput } from '../service/validation.ts';
import { page, paging } from './paging.ts';
import { restHandler } from './rest.ts';
import type { JobDefinitionUse } from './uses.ts';

const ONLY_THIS = 'of AWS Batch, the local AWS has only DescribeJobDefinitions';

/** The most that AWS Batch lists at a time (API reference, DescribeJobDefinitions). */
const PAGE_SIZE = 100;

/** AWS Batch's DescribeJobDefinitions over job definitions that the starter has declared. */
export function jobDefinitions(site: Site, declared: readonly JobDefinitionUse[]): Handler {
  const all = numbered(declared).map(([it, revision]) => definitionOf(site, it, revision));
  return restHandler(site, 'batch', async (request) => {
    const { pathname } = new URL(request.url ?? '', 'http://local/');
    if (pathname !== '/v1/describejobdefinitions') {
      throw new AwsError('UnknownOperationException', ONLY_THIS, 404);
    }
    const input = parseJsonBody(await readBody(request));
    return {
      ...{ operation: 'DescribeJobDefinitions', input },
      run: () => described(all, checked(input)),
    };
  });
}

const asked = z.object({ ...paging, status: z.enum(['ACTIVE', 'INACTIVE']).optional() });

function checked(input: unknown): z.output<typeof asked> {
  return parseInput(
    asked,
    input,
    (violations) => new AwsError('ClientException', describeViolations(violations)),
  );
}

function described(
  all: readonly JobDefinition[],
  input: z.output<typeof asked>,
): DescribeJobDefinitionsResponse {
  const wanted = all.filter(({ status }) => !input.status || status === input.status);
  const { items, nextToken } = page(wanted, input, PAGE_SIZE);
  return { jobDefinitions: items, ...nextToken };
}

/** Each with its revision: those of one name are numbered from 1. */
function numbered(declared: readonly JobDefinitionUse[]): [JobDefinitionUse, number][] {
  const last = new Map<string, number>();
  return declared.map((it) => {
    const revision = (last.get(it.name) ?? 0) + 1;
    last.set(it.name, revision);
    return [it, revision];
  });
}

function definitionOf(
  { region, accountId }: Site,
  { name, images = [], form, status = 'ACTIVE' }: JobDefinitionUse,
  revision: number,
): JobDefinition {
  return {
    jobDefinitionName: name,
    jobDefinitionArn: `arn:aws:batch:${region}:${accountId}:job-definition/${name}:${revision}`,
    ...{ revision, status, type: form === 'nodes' ? 'multinode' : 'container' },
    ...propertiesOf(images, form),
  };
}

/** On EKS the first container is one that runs before the others; of several nodes the first has one container. */
function propertiesOf(
  images: readonly string[],
  form: JobDefinitionUse['form'],
): Partial<JobDefinition> {
  const [first, ...others] = images.map((image) => ({ image }));
  if (form === 'ecs') {
    return {
      ecsProperties: { taskProperties: [{ containers: images.map((image) => ({ image })) }] },
    };
  }
  if (form === 'eks') {
    const initContainers = first ? [first] : [];
    return { eksProperties: { podProperties: { initContainers, containers: others } } };
  }
  if (form === 'nodes') {
    const nodeRangeProperties = images.map((image, at) => ({
      targetNodes: `${at}`,
      ...(at === 0 ? { container: { image } } : ofEcs([image])),
    }));
    return { nodeProperties: { numNodes: images.length, mainNode: 0, nodeRangeProperties } };
  }
  return { containerProperties: { ...first } satisfies ContainerDetail };
}

function ofEcs(images: readonly string[]): { ecsProperties: EcsProperties } {
  return {
    ecsProperties: { taskProperties: [{ containers: images.map((image) => ({ image })) }] },
  };
}
