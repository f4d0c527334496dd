import * as apprunner from '@aws-sdk/client-apprunner';
import * as batch from '@aws-sdk/client-batch';
import * as ecr from '@aws-sdk/client-ecr';
import * as ecs from '@aws-sdk/client-ecs';
import * as eventbridge from '@aws-sdk/client-eventbridge';
import * as inspector2 from '@aws-sdk/client-inspector2';
import * as lambda from '@aws-sdk/client-lambda';
import * as sagemaker from '@aws-sdk/client-sagemaker';
import * as secretsManager from '@aws-sdk/client-secrets-manager';
import { NormalizedSchema } from '@smithy/core/schema';
import type { Exchange, LocalAws } from '../../local/aws.ts';

/** The Smithy models that AWS ships inside its SDK clients: not ours, so the local AWS cannot drift from them. */
const models: Record<string, object> = {
  apprunner,
  batch,
  ecr,
  ecs,
  inspector2,
  lambda,
  sagemaker,
  secretsmanager: secretsManager,
  events: eventbridge,
};

/** Errors that every AWS service may answer with ("Common errors" of each API reference), in no model. */
const commonErrors = new Set([
  'AccessDeniedException',
  'InternalFailure',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'SerializationException',
  'ThrottlingException',
  'UnknownOperationException',
  'ValidationException',
]);

/** Collects what exchanges have that AWS's own model does not allow. */
export function checkExchanges(aws: Pick<LocalAws, 'onExchange'>): { problems: readonly string[] } {
  const problems: string[] = [];
  aws.onExchange((exchange) => problems.push(...driftOf(exchange)));
  return { problems };
}

/** Input is checked for unknown members only, since tests also send what is wrong on purpose. */
export function driftOf(exchange: Exchange): string[] {
  const { service, operation, input, output, error } = exchange;
  const model = models[service];
  if (!model) return [];
  const schema: unknown = Reflect.get(model, `${operation}$`);
  if (!Array.isArray(schema)) return [`${service}:${operation} is in no model`];
  const place = `${service}:${operation}`;
  if (error) return errorDrift(model, error.name, place);
  return [
    ...check(input, NormalizedSchema.of(schema[4]), `${place} input`),
    ...check(output, NormalizedSchema.of(schema[5]), `${place} output`),
  ];
}

function errorDrift(model: object, name: string, place: string): string[] {
  if (commonErrors.has(name) || Reflect.has(model, `${name}$`)) return [];
  return [`${place} answered ${name}, which is in no model`];
}

function check(value: unknown, schema: NormalizedSchema, place: string): string[] {
  if (schema.isStructSchema()) return checkStructure(value, schema, place);
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) return [`${place} is no list`];
    return value.flatMap((item, at) => check(item, schema.getValueSchema(), `${place}[${at}]`));
  }
  if (schema.isMapSchema()) {
    if (!isObject(value)) return [`${place} is no map`];
    return Object.entries(value).flatMap(([key, item]) =>
      check(item, schema.getValueSchema(), `${place}.${key}`),
    );
  }
  const wanted = scalarType(schema);
  return wanted === undefined || typeof value === wanted ? [] : [`${place} is no ${wanted}`];
}

function checkStructure(value: unknown, schema: NormalizedSchema, place: string): string[] {
  if (schema.isUnitSchema()) return [];
  if (!isObject(value)) return [`${place} is no structure`];
  const members = new Map(schema.structIterator());
  const missing = requiredMembers(schema, members).filter((name) => value[name] === undefined);
  return [
    ...missing.map((name) => `${place}.${name} is missing`),
    ...Object.entries(value).flatMap(([name, member]) => {
      const memberSchema = members.get(name);
      if (!memberSchema) return [`${place}.${name} is in no model`];
      return check(member, memberSchema, `${place}.${name}`);
    }),
  ];
}

/** A static structure schema lists its required members first and ends in their number. */
function requiredMembers(
  schema: NormalizedSchema,
  members: ReadonlyMap<string, unknown>,
): string[] {
  const required: unknown = Reflect.get(schema.getSchema() as object, 6);
  return typeof required === 'number' ? [...members.keys()].slice(0, required) : [];
}

/** On the wire, timestamps are numbers and blobs base64. */
function scalarType(schema: NormalizedSchema): 'string' | 'number' | 'boolean' | undefined {
  if (schema.isStringSchema() || schema.isBlobSchema()) return 'string';
  if (schema.isTimestampSchema() || schema.isNumericSchema()) return 'number';
  return schema.isBooleanSchema() ? 'boolean' : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
