import type { Company } from './parameters.ts';
import { type Json, type Replacement, withReplaced } from './references.ts';
import type { Change, Template } from './template.ts';

/** Uses tables and a bucket that exist, such as those that an earlier stack left, instead of creating them. */
export function withExisting({ existingTables, existingBucket }: Company): Change {
  return (template) => {
    const tables = existingTables ? tablesOf(template) : {};
    const bucket = existingBucket ? { InventoryBucket: bucketNamed(existingBucket) } : {};
    // Its policy stayed with it, and may be the company's.
    const dropped = existingBucket ? ['InventoryBucketPolicy'] : [];
    return withReplaced(template, { ...tables, ...bucket }, dropped);
  };
}

/** Their names are fixed. */
function tablesOf({ Resources }: Template): Record<string, Replacement> {
  const tables = Object.entries(Resources).filter(([, it]) => it.Type === 'AWS::DynamoDB::Table');
  return Object.fromEntries(tables.map(([id, { Properties }]) => [id, tableNamed(id, Properties)]));
}

function tableNamed(id: string, properties: { TableName?: Json } = {}): Replacement {
  const { TableName: name } = properties;
  const text = typeof name === 'object' && name !== null && !Array.isArray(name) && name['Fn::Sub'];
  if (typeof text !== 'string') throw new Error(`The table ${id} has no name of its own.`);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation puts the values in
  const place = '${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}';
  return { ref: text, attributes: { Arn: `arn:${place}:table/${text}` } };
}

function bucketNamed(name: string): Replacement {
  return { ref: name, attributes: { Arn: `arn:\${AWS::Partition}:s3:::${name}` } };
}
