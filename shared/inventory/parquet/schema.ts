import type { SchemaElement } from 'hyparquet';
import { type Column, columnsOf, type TableName } from './tables.ts';

/**
 * The Parquet schema of a table. Lists and maps have the three levels that the format prescribes and
 * Athena (Trino), DuckDB and Spark expect:
 * https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#nested-types
 */
export function schemaOf(table: TableName): SchemaElement[] {
  const columns = columnsOf(table);
  return [{ name: table, num_children: columns.length }, ...columns.flatMap(elementsOf)];
}

function elementsOf({ name, type }: Column): SchemaElement[] {
  switch (type) {
    case 'string':
      return [text(name)];
    case 'boolean':
      return [{ name, type: 'BOOLEAN', repetition_type: 'OPTIONAL' }];
    case 'bigint':
      return [{ name, type: 'INT64', repetition_type: 'OPTIONAL' }];
    case 'timestamp':
      return [
        { name, type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', repetition_type: 'OPTIONAL' },
      ];
    case 'array<string>':
      return [
        { name, converted_type: 'LIST', repetition_type: 'OPTIONAL', num_children: 1 },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        text('element'),
      ];
    case 'map<string,string>':
      return [
        { name, converted_type: 'MAP', repetition_type: 'OPTIONAL', num_children: 1 },
        { name: 'key_value', repetition_type: 'REPEATED', num_children: 2 },
        text('key', 'REQUIRED'),
        text('value'),
      ];
  }
}

function text(name: string, repetition_type: 'OPTIONAL' | 'REQUIRED' = 'OPTIONAL'): SchemaElement {
  return { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type };
}
